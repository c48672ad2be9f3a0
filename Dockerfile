# syntax=docker/dockerfile:1

# Builds for the platform it runs on:      docker build -t wxo-media-service .
# or for several, with BuildKit's buildx:  docker buildx build --platform linux/amd64,linux/arm64 -t REGISTRY/wxo-media-service --push .
# Nothing here depends on the architecture, except that the AOT cache is trained once for each. For a foreign architecture
# that means an emulated JVM: expect minutes instead of half a minute. --build-arg TRAIN=false leaves the training out; when
# it fails, the build goes on. Without the cache the service does the same and starts slower.

# These tags move with their security updates. To build the same image again, give a digest:
# --build-arg JRE_IMAGE=eclipse-temurin@sha256:...
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG JRE_IMAGE=eclipse-temurin:25-jre-noble

# Bytecode is the same everywhere, so this stage is never emulated.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
COPY src src
COPY orchestrate-tools/openapi orchestrate-tools/openapi
# The image is no test run: formatter, style and tests belong to "mvn verify".
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true -Dspring-javaformat.skip=true -Dcheckstyle.skip=true package
COPY docker docker
RUN docker/extract.sh target/wxo-media-service.jar /layers

FROM ${JRE_IMAGE}
# Group 0 and its rights are for platforms that run images under a user id of their own (OpenShift).
RUN useradd --uid 10001 --gid 0 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin media \
    && install -d -o 10001 -g 0 -m 2770 /data
WORKDIR /app
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY docker/start.sh docker/health.sh docker/train.sh ./
COPY --from=build /layers/application/ ./
# In this stage and after all else, since the cache holds good only for these files at these times and for this JVM.
ARG TRAIN=true
RUN --mount=type=bind,from=build,source=/layers/training,target=/training \
    TRAIN=${TRAIN} ./train.sh /app /training

# From here the default, DATA_DIR=./data, is the same folder.
WORKDIR /
ENV PORT=8000 DATA_DIR=/data
EXPOSE 8000
USER 10001:0
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s CMD ["/app/health.sh"]
ENTRYPOINT ["/app/start.sh"]

ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="wxo-media-service" \
      org.opencontainers.image.description="Long-running AI image jobs over HTTP: accepted at once, done in the background, called back reliably" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
