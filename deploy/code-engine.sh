#!/usr/bin/env bash
# Runs the service on IBM Code Engine. See docs/code-engine.md.
set -euo pipefail

usage() {
  cat <<'USAGE'
Runs the service on IBM Code Engine.

  deploy/code-engine.sh up        create or bring up to date: project, secret, image, application
  deploy/code-engine.sh update    the same for an application that exists: new code, new settings
  deploy/code-engine.sh url       print the address
  deploy/code-engine.sh status    show the application and its instances
  deploy/code-engine.sh logs      show the logs (--follow to stay)
  deploy/code-engine.sh domain NAME --cert FILE --key FILE
                                  serve it under a domain of your own
  deploy/code-engine.sh down      delete the application and its secrets (--with-project: the project too)

Options, with their defaults:
  --project NAME          wxo-media-service
  --app NAME              wxo-media-service
  --region NAME           the one that "ibmcloud target" shows
  --resource-group NAME   the one that "ibmcloud target" shows
  --env-file FILE         .env; becomes a secret, blank values are left out
  --build source          Code Engine builds the image from this folder (nothing needed here)
  --build docker          docker builds it here and pushes it; needs --image
  --build none            the image exists; needs --image
  --image REF             REGISTRY/NAMESPACE/NAME; with "docker" the tag is made up, with "none" it must have one
  --registry-secret NAME  APP-registry; made from a new API key if it does not exist (only with --image on icr.io)
  --cpu N --memory N      1 and 4G; a pair that Code Engine knows
  --storage N             2G; at most the memory
  --min N --max N         1 and 1; 1 and 3 with a PostgreSQL in SPRING_DATASOURCE_URL
  --follow                keep showing new log lines
  --with-project          with "down": delete the project as well
  --yes                   do not ask
  --dry-run               print the commands, run none
  -h, --help

Log in first: ibmcloud login, then ibmcloud plugin install code-engine.
USAGE
}

fail() {
  echo "code-engine.sh: $*" >&2
  exit 1
}

note() {
  echo "$*" >&2
}

command=
domain=
project=wxo-media-service
app=wxo-media-service
region=
resource_group=
env_file=.env
build=
image=
registry_secret=
cpu=1
memory=4G
storage=2G
min=
max=
cert=
key=
follow=false
with_project=false
yes=false
dry_run=false

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --follow) follow=true ;;
    --with-project) with_project=true ;;
    --yes) yes=true ;;
    --dry-run) dry_run=true ;;
    --project | --app | --region | --resource-group | --env-file | --build | --image | --registry-secret | --cpu | \
      --memory | --storage | --min | --max | --cert | --key)
      if [ $# -lt 2 ] || [ -z "$2" ]; then
        fail "$1 needs a value"
      fi
      case $1 in
        --project) project=$2 ;;
        --app) app=$2 ;;
        --region) region=$2 ;;
        --resource-group) resource_group=$2 ;;
        --env-file) env_file=$2 ;;
        --build) build=$2 ;;
        --image) image=$2 ;;
        --registry-secret) registry_secret=$2 ;;
        --cpu) cpu=$2 ;;
        --memory) memory=$2 ;;
        --storage) storage=$2 ;;
        --min) min=$2 ;;
        --max) max=$2 ;;
        --cert) cert=$2 ;;
        --key) key=$2 ;;
      esac
      shift
      ;;
    -*) fail "there is no option $1; see --help" ;;
    *)
      if [ -z "$command" ]; then
        command=$1
      elif [ "$command" = domain ] && [ -z "$domain" ]; then
        domain=$1
      else
        fail "what is $1? See --help"
      fi
      ;;
  esac
  shift
done

case $command in
  up | update | url | status | logs | domain | down) ;;
  '')
    usage >&2
    exit 1
    ;;
  *) fail "there is no command $command; see --help" ;;
esac

case $app in
  *[!a-z0-9-]* | [!a-z]* | *-) fail "--app $app: small letters, digits and hyphens, a letter first" ;;
esac

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 700 "$work"
env_secret=$app-env
tls_secret=$app-tls
: "${registry_secret:=$app-registry}"

# Prints a command, and runs it unless this is a dry run. Secrets are never arguments, they travel in files.
run() {
  printf '+' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
  if [ "$dry_run" = false ]; then
    "$@"
  fi
}

# Asks the cloud something; its output is not shown.
exists() {
  "$@" >/dev/null 2>&1
}

ce() {
  run ibmcloud ce "$@"
}

has_project() {
  [ "$dry_run" = false ] && exists ibmcloud ce project get --name "$project"
}

# A dry run asks nothing: "up" is shown as the first one, everything else as if all were there.
has_app() {
  if [ "$dry_run" = true ]; then
    [ "$command" != up ]
  else
    exists ibmcloud ce application get --name "$app"
  fi
}

has_secret() {
  if [ "$dry_run" = true ]; then
    [ "$command" != up ]
  else
    exists ibmcloud ce secret get --name "$1"
  fi
}

connect() {
  if [ "$dry_run" = false ]; then
    command -v ibmcloud >/dev/null || fail "ibmcloud is not installed; see https://cloud.ibm.com/docs/cli"
    exists ibmcloud target || fail "you are not logged in; run: ibmcloud login"
    exists ibmcloud ce version || fail "the Code Engine plug-in is missing; run: ibmcloud plugin install code-engine"
  fi
  if [ -n "$region" ]; then
    run ibmcloud target -r "$region"
  fi
  if [ -n "$resource_group" ]; then
    run ibmcloud target -g "$resource_group"
  fi
}

select_project() {
  if [ "$command" = up ] && ! has_project; then
    ce project create --name "$project" # selects it
  else
    ce project select --name "$project" ||
      fail "there is no project $project here; see: ibmcloud ce project list, or name one with --project"
  fi
}

# Writes the values that are set to $work/values, one KEY=VALUE a line.
read_env_file() {
  if [ ! -f "$env_file" ]; then
    fail "$env_file does not exist; run: cp .env.example .env, and fill it in"
  fi
  awk '
    { sub(/\r$/, "") }
    /^[ \t]*(#|$)/ { next }
    !/^[A-Za-z_][A-Za-z0-9_]*=/ { print "line " NR " is not KEY=VALUE"; bad = 1; exit }
    {
      at = index($0, "=")
      name = substr($0, 1, at - 1)
      value = substr($0, at + 1)
      gsub(/^[ \t]+|[ \t]+$/, "", value)
      if (value ~ /^(".*"|\047.*\047)$/) {
        print "line " NR ": take away the quotes around the value of " name ", they would become part of it"
        bad = 1
        exit
      }
      if (!(name in values)) names[++count] = name
      values[name] = value
    }
    END {
      if (bad) exit 1
      for (i = 1; i <= count; i++) if (values[names[i]] != "") print names[i] "=" values[names[i]]
    }' "$env_file" >"$work/values" || fail "$env_file: $(tail -n 1 "$work/values")"
  # Code Engine sets the port, and the image knows its folder. The grace is an argument of its own.
  grep -Ev '^(PORT|DATA_DIR|SHUTDOWN_GRACE_SECONDS)=' "$work/values" >"$work/secret.env" ||
    fail "$env_file sets nothing; fill it in first"
}

value_of() {
  sed -n "s/^$1=//p" "$work/values"
}

require_number() {
  case $2 in
    '' | *[!0-9]*) fail "$1 must be a whole number, not $2" ;;
  esac
}

require_size() {
  case $cpu/$memory in
    0.125/0.25G | 0.125/0.5G | 0.125/1G | 0.25/0.5G | 0.25/1G | 0.25/2G | 0.5/1G | 0.5/2G | 0.5/4G | 1/2G | 1/4G | 1/8G | \
      2/4G | 2/8G | 2/16G | 4/8G | 4/16G | 4/32G | 6/12G | 6/24G | 6/48G | 8/16G | 8/32G | 10/20G | 10/40G | 12/24G | 12/48G) ;;
    *) fail "--cpu $cpu --memory $memory is no pair that Code Engine has; for instance 1 and 4G, or 2 and 8G" ;;
  esac
}

decide_scale() {
  local database
  database=$(value_of SPRING_DATASOURCE_URL)
  case $database in
    jdbc:postgresql:*)
      : "${min:=1}" "${max:=3}"
      note "Jobs are in the PostgreSQL of SPRING_DATASOURCE_URL: $min to $max instances, and a restart loses nothing."
      ;;
    '' | jdbc:h2:*)
      : "${min:=1}" "${max:=1}"
      note "No SPRING_DATASOURCE_URL: jobs are on the instance's own disk. One instance, and when Code Engine replaces it"
      note "(update, maintenance) it first gets $grace s to finish running jobs; jobs that wait, results not yet fetched"
      note "through GET /jobs, pending callbacks and idempotency keys are lost. A PostgreSQL keeps them."
      if [ "$max" != 1 ]; then
        fail "--max $max needs a PostgreSQL in SPRING_DATASOURCE_URL: each instance would have jobs of its own"
      fi
      ;;
    *)
      fail "SPRING_DATASOURCE_URL in $env_file must begin with jdbc:postgresql://; user and password go into \
SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD"
      ;;
  esac
  require_number --min "$min"
  require_number --max "$max"
  if [ "$max" -lt 1 ] || [ "$min" -gt "$max" ]; then
    fail "--min $min --max $max: the maximum is 1 or more and not below the minimum"
  fi
  if [ "$min" = 0 ]; then
    note "With --min 0 Code Engine stops the last instance some minutes after the last request, also while jobs wait."
  fi
}

decide_build() {
  if [ -z "$build" ]; then
    if [ -n "$image" ]; then
      build=none
    else
      build=source
    fi
  fi
  case $build in
    source)
      [ -z "$image" ] || fail "--image goes with --build docker or --build none"
      [ -f "$root/Dockerfile" ] || fail "$root has no Dockerfile"
      grep -qx '\.env' "$root/.ceignore" 2>/dev/null ||
        fail "$root/.ceignore must have a line .env, or your secrets would be uploaded with the source"
      ;;
    docker | none) [ -n "$image" ] || fail "--build $build needs --image REGISTRY/NAMESPACE/NAME" ;;
    *) fail "--build must be source, docker or none, not $build" ;;
  esac
  if [ "$build" = none ]; then
    # Without a tag "latest" would be taken, which is pushed again and again.
    case ${image##*/} in
      *:* | *@*) ;;
      *) fail "--image $image needs a tag, such as $image:1.0.0" ;;
    esac
  fi
}

build_with_docker() {
  local revision namespace
  if [ "$dry_run" = false ]; then
    command -v docker >/dev/null || fail "docker is not installed; leave out --build, and Code Engine builds the image"
  fi
  revision=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo local)
  # A tag is used once: a revision is bound to the digest, and a tag that was pushed again keeps it from scaling.
  case ${image##*/} in
    *:*) image=${image%:*} ;;
  esac
  image=$image:$(date -u +%Y%m%d%H%M%S)-$revision
  case $image in
    *icr.io/*)
      run ibmcloud cr login
      namespace=${image#*/}
      namespace=${namespace%%/*}
      if [ "$dry_run" = true ] || ! ibmcloud cr namespace-list | grep -qwF "$namespace"; then
        run ibmcloud cr namespace-add "$namespace"
      fi
      ;;
  esac
  run docker buildx build --platform linux/amd64 --tag "$image" --push "$root"
}

# The API key stays in a file that goes away with this run.
prepare_registry_secret() {
  if has_secret "$registry_secret"; then
    return
  fi
  case $image in
    *icr.io/*) ;;
    *)
      fail "$image: make a registry secret first: ibmcloud ce secret create --format registry --name $registry_secret \
--server ${image%%/*} --username YOU"
      ;;
  esac
  run ibmcloud iam api-key-create "$app-registry" -d "Pulls the image of $app" --file "$work/api-key.json" >/dev/null
  ce secret create --format registry --name "$registry_secret" --server "${image%%/*}" --username iamapikey \
    --password-from-json-file "$work/api-key.json"
}

save_secret() {
  local kept stale name
  note "$(wc -l <"$work/secret.env" | tr -d ' ') values of $env_file go into the secret $env_secret:" \
    "$(cut -d= -f1 "$work/secret.env" | tr '\n' ' ')"
  if ! has_secret "$env_secret"; then
    ce secret create --format generic --name "$env_secret" --from-env-file "$work/secret.env"
    return
  fi
  ce secret update --name "$env_secret" --from-env-file "$work/secret.env"
  # An update adds and changes; what was taken out of the file has to be removed by name.
  if [ "$dry_run" = true ]; then
    return
  fi
  stale=()
  kept=$(ibmcloud ce secret get --name "$env_secret" --output json) ||
    fail "the secret $env_secret cannot be read, so what was taken out of $env_file may still be in it; run this again"
  for name in $(printf '%s\n' "$kept" | grep -oE '"[A-Z][A-Z0-9_]*" *:' | tr -d '": '); do
    if ! grep -q "^$name=" "$work/secret.env"; then
      stale+=(--rm "$name")
    fi
  done
  if [ ${#stale[@]} -gt 0 ]; then
    ce secret update --name "$env_secret" "${stale[@]}"
  fi
}

deploy() {
  local port arguments
  read_env_file
  require_size
  grace=$(value_of SHUTDOWN_GRACE_SECONDS)
  # 25 is the default, for docker stop. Code Engine gives until the request timeout, at most 600 s.
  case $grace in
    '' | 25) grace=540 ;;
  esac
  require_number SHUTDOWN_GRACE_SECONDS "$grace"
  [ "$grace" -le 590 ] || fail "SHUTDOWN_GRACE_SECONDS=$grace: Code Engine kills after 600 s; 590 at most"
  port=$(value_of PORT)
  : "${port:=8000}"
  require_number PORT "$port"
  decide_scale
  decide_build
  connect
  select_project
  if [ "$command" = update ]; then
    has_app || fail "there is no application $app in the project $project; run: deploy/code-engine.sh up"
  fi

  if [ "$build" = docker ]; then
    build_with_docker
  fi
  save_secret

  # Every probe value is given: those left out become 1 s and 1 failure, and one slow answer would stop all jobs.
  arguments=(
    --name "$app" --port "$port"
    --env-from-secret "$env_secret" --env "SHUTDOWN_GRACE_SECONDS=$grace"
    --cpu "$cpu" --memory "$memory" --ephemeral-storage "$storage"
    --min-scale "$min" --max-scale "$max" --concurrency 100 --scale-down-delay 600 --request-timeout 600
    --probe-ready type=http --probe-ready path=/health --probe-ready "port=$port" --probe-ready interval=10
    --probe-ready initial-delay=5 --probe-ready timeout=5 --probe-ready failure-threshold=3
    --probe-live type=http --probe-live path=/health --probe-live "port=$port" --probe-live interval=30
    --probe-live initial-delay=60 --probe-live timeout=10 --probe-live failure-threshold=5
    --wait-timeout 900
  )
  if [ "$build" = source ]; then
    arguments+=(--build-source "$root" --build-strategy dockerfile --build-size large --build-timeout 1800)
  else
    prepare_registry_secret
    arguments+=(--image "$image" --registry-secret "$registry_secret")
  fi
  if has_app; then
    if [ "$build" != source ] && [ "$dry_run" = false ] &&
      ibmcloud ce application get --name "$app" | grep -q '^Build Information'; then
      ce application update --name "$app" --build-clear --no-wait
    fi
    ce application update "${arguments[@]}"
  else
    ce application create "${arguments[@]}"
  fi
  finish
}

finish() {
  local url tries
  if [ "$dry_run" = true ]; then
    note "Dry run: nothing was changed."
    return
  fi
  url=$(ibmcloud ce application get --name "$app" --output url)
  tries=0
  until curl -fsS --max-time 10 "$url/health" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "$url/health does not answer; see: deploy/code-engine.sh logs"
    sleep 5
  done
  note "It runs: "
  echo "$url"
  if [ -n "$(value_of WORKSHOP_TOKEN)" ]; then
    # The variable's name is meant to be read, not its value.
    # shellcheck disable=SC2016
    note 'Check it:   curl -H "x-workshop-token: $WORKSHOP_TOKEN" '"$url/preflight"
  elif [ -n "$(value_of API_KEYS)$(value_of ADMIN_KEY)" ]; then
    note "Check it:   curl -H 'x-api-key: A-KEY' $url/preflight   with a key of API_KEYS or ADMIN_KEY"
  else
    note "Check it:   curl $url/preflight"
    note "Anyone who knows the address can use it and spend your OpenAI budget; set WORKSHOP_TOKEN and run update."
  fi
  note "Next:       orchestrate-tools/import.sh --url $url"
}

map_domain() {
  [ -n "$domain" ] || fail "which domain? deploy/code-engine.sh domain media.example.com --cert FILE --key FILE"
  if [ -z "$cert" ] || [ -z "$key" ]; then
    fail "Code Engine needs the certificate (with its chain) and its key: --cert FILE --key FILE"
  fi
  [ -f "$cert" ] || fail "$cert does not exist"
  [ -f "$key" ] || fail "$key does not exist"
  connect
  select_project
  if has_secret "$tls_secret"; then
    ce secret update --name "$tls_secret" --cert-chain-file "$cert" --private-key-file "$key"
  else
    ce secret create --format tls --name "$tls_secret" --cert-chain-file "$cert" --private-key-file "$key"
  fi
  if [ "$dry_run" = false ] && exists ibmcloud ce domainmapping get --domain-name "$domain"; then
    ce domainmapping update --domain-name "$domain" --target "$app" --tls-secret "$tls_secret"
  else
    ce domainmapping create --domain-name "$domain" --target-type application --target "$app" --tls-secret "$tls_secret"
  fi
  ce domainmapping get --domain-name "$domain"
  note "Point $domain to the CNAME above at your DNS provider, set PUBLIC_URL=https://$domain in $env_file, then run:"
  note "  deploy/code-engine.sh update"
}

take_down() {
  local answer
  note "This deletes, in the project $project:"
  note "  application $app, with the jobs that are on its own disk"
  note "  secrets $env_secret, $registry_secret, $tls_secret"
  if [ "$with_project" = true ]; then
    note "  the project $project itself, with everything else in it"
  fi
  note "It leaves the images in the registry, buckets, databases and API keys."
  if [ "$dry_run" = false ] && [ "$yes" = false ]; then
    [ -t 0 ] || fail "nobody to ask; say --yes"
    printf 'Type %s to delete: ' "$app" >&2
    read -r answer
    [ "$answer" = "$app" ] || fail "nothing was deleted"
  fi
  connect
  select_project
  ce application delete --name "$app" --force --ignore-not-found
  for secret in "$env_secret" "$registry_secret" "$tls_secret"; do
    ce secret delete --name "$secret" --force --ignore-not-found
  done
  if [ "$with_project" = true ]; then
    ce project delete --name "$project" --force
    note "The project can be restored for 7 days: ibmcloud ce project restore --name $project"
  fi
}

case $command in
  up | update) deploy ;;
  domain) map_domain ;;
  down) take_down ;;
  url)
    # The address alone goes to standard output.
    connect >&2
    select_project >&2
    ce application get --name "$app" --output url
    ;;
  status)
    connect
    select_project
    ce application get --name "$app"
    ;;
  logs)
    connect
    select_project
    if [ "$follow" = true ]; then
      ce application logs --application "$app" --tail 200 --follow
    else
      ce application logs --application "$app" --tail 200
    fi
    ;;
esac
