#!/usr/bin/env bash
# Prepares IBM Cloud Object Storage for the service. See docs/cos.md.
set -euo pipefail

usage() {
  cat <<'USAGE'
Prepares IBM Cloud Object Storage: instance, two buckets, HMAC credential, expiry of results, CORS. Run it again to
change a setting; what exists is kept.

  deploy/cos.sh [options]

Options, with their defaults:
  --instance NAME         wxo-media-service-cos
  --plan NAME             standard; for a new instance
  --region NAME           eu-de
  --resource-group NAME   the one that "ibmcloud target" shows
  --input-bucket NAME     wxo-media-in- and a part of the instance's id; bucket names are unique in the world
  --output-bucket NAME    wxo-media-out- and a part of the instance's id
  --expire-days N         7; what is below results/ in the output bucket is deleted after N days,
                          0 leaves the rules alone
  --replace-rules         replace lifecycle rules that this script did not make
  --origins LIST          none; pages that may read results in a browser, separated by commas
  --credential NAME       wxo-media-service
  --network KIND          public, private or direct: the endpoint the service uses; links carry the public one
  --write-env FILE        put buckets, endpoints and the credential into FILE
  --dry-run               print the commands, run none
  -h, --help

Log in first: ibmcloud login, then ibmcloud plugin install cloud-object-storage.
USAGE
}

fail() {
  echo "cos.sh: $*" >&2
  exit 1
}

note() {
  echo "$*" >&2
}

instance=wxo-media-service-cos
plan=standard
region=eu-de
resource_group=
input_bucket=
output_bucket=
expire_days=7
replace_rules=false
origins=
credential=wxo-media-service
network=public
write_env=
dry_run=false
rule=wxo-media-service-results
# Both kinds of results are below it, unless COS_OUTPUT_PREFIX says otherwise. What else a bucket holds is not ours to delete.
results=results/

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --replace-rules) replace_rules=true ;;
    --dry-run) dry_run=true ;;
    --instance | --plan | --region | --resource-group | --input-bucket | --output-bucket | --expire-days | --origins | \
      --credential | --network | --write-env)
      if [ $# -lt 2 ] || [ -z "$2" ]; then
        fail "$1 needs a value"
      fi
      case $1 in
        --instance) instance=$2 ;;
        --plan) plan=$2 ;;
        --region) region=$2 ;;
        --resource-group) resource_group=$2 ;;
        --input-bucket) input_bucket=$2 ;;
        --output-bucket) output_bucket=$2 ;;
        --expire-days) expire_days=$2 ;;
        --origins) origins=$2 ;;
        --credential) credential=$2 ;;
        --network) network=$2 ;;
        --write-env) write_env=$2 ;;
      esac
      shift
      ;;
    *) fail "what is $1? See --help" ;;
  esac
  shift
done

case $expire_days in
  '' | *[!0-9]*) fail "--expire-days must be a whole number, not $expire_days" ;;
esac
case $network in
  public | private | direct) ;;
  *) fail "--network must be public, private or direct, not $network" ;;
esac
case $origins in
  *[!A-Za-z0-9:/.,*_-]*) fail "--origins $origins: addresses such as https://pages.example.com, separated by commas" ;;
esac
if [ -n "$write_env" ] && [ ! -f "$write_env" ]; then
  fail "$write_env does not exist; run: cp .env.example $write_env"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 700 "$work"

# Prints a command, and runs it unless this is a dry run.
run() {
  printf '+' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
  if [ "$dry_run" = false ]; then
    "$@"
  fi
}

# Asks the cloud whether something is there. A dry run asks nothing and shows the first run.
exists() {
  [ "$dry_run" = false ] && "$@" >/dev/null 2>&1
}

connect() {
  if [ "$dry_run" = false ]; then
    command -v ibmcloud >/dev/null || fail "ibmcloud is not installed; see https://cloud.ibm.com/docs/cli"
    exists ibmcloud target || fail "you are not logged in; run: ibmcloud login"
    exists ibmcloud cos config list ||
      fail "the Object Storage plug-in is missing; run: ibmcloud plugin install cloud-object-storage"
  fi
  if [ -n "$resource_group" ]; then
    run ibmcloud target -g "$resource_group"
  fi
}

make_instance() {
  if ! exists ibmcloud resource service-instance "$instance" --id; then
    run ibmcloud resource service-instance-create "$instance" cloud-object-storage "$plan" global
  fi
  if [ "$dry_run" = true ]; then
    instance_id=INSTANCE-ID
  else
    # The answer ends with the CRN and, after it, the id.
    instance_id=$(ibmcloud resource service-instance "$instance" --id |
      grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | tail -n 1) ||
      fail "the id of the instance $instance was not found; see: ibmcloud resource service-instance $instance --id"
  fi
  : "${input_bucket:=wxo-media-in-${instance_id%%-*}}"
  : "${output_bucket:=wxo-media-out-${instance_id%%-*}}"
}

make_bucket() {
  if ! exists ibmcloud cos bucket-head --bucket "$1" --region "$region"; then
    run ibmcloud cos bucket-create --bucket "$1" --ibm-service-instance-id "$instance_id" --region "$region"
  fi
}

# Its output shows the new secret, so nobody gets it.
make_credential() {
  if ! exists ibmcloud resource service-key "$credential"; then
    run ibmcloud resource service-key-create "$credential" Writer --instance-name "$instance" \
      --parameters '{"HMAC":true}' >/dev/null
  fi
}

set_expiry() {
  local rules others
  if [ "$expire_days" = 0 ]; then
    return
  fi
  note "Only what is below $results in $output_bucket expires."
  if [ "$dry_run" = false ] && [ "$replace_rules" = false ]; then
    rules=$(ibmcloud cos bucket-lifecycle-configuration-get --bucket "$output_bucket" --region "$region" 2>/dev/null || true)
    others=$(printf '%s\n' "$rules" | grep -oE '"ID" *: *"[^"]*"' | grep -vF "\"$rule\"" || true)
    case $others/$rules in
      /*"$rule"*) ;;
      *Expiration* | *Transition*)
        fail "$output_bucket has lifecycle rules of its own, which this would replace; say --replace-rules, or --expire-days 0"
        ;;
    esac
  fi
  run ibmcloud cos bucket-lifecycle-configuration-put --bucket "$output_bucket" --region "$region" \
    --lifecycle-configuration "{\"Rules\":[{\"ID\":\"$rule\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"$results\"},\
\"Expiration\":{\"Days\":$expire_days}}]}"
}

set_cors() {
  local quoted
  if [ -z "$origins" ]; then
    return
  fi
  quoted=$(printf '%s' "$origins" | sed 's/,/","/g')
  printf '{"CORSRules":[{"AllowedOrigins":["%s"],"AllowedMethods":["GET","HEAD"],"AllowedHeaders":["*"],"MaxAgeSeconds":3600}]}\n' \
    "$quoted" >"$work/cors.json"
  note "CORS: $(cat "$work/cors.json")"
  run ibmcloud cos bucket-cors-put --bucket "$output_bucket" --region "$region" --cors-configuration "file://$work/cors.json"
}

decide_endpoints() {
  public_endpoint=https://s3.$region.cloud-object-storage.appdomain.cloud
  case $network in
    public) endpoint=$public_endpoint ;;
    *) endpoint=https://s3.$network.$region.cloud-object-storage.appdomain.cloud ;;
  esac
}

# The credential goes from file to file and through the environment, never through arguments, which others can see.
write_settings() {
  if [ "$dry_run" = true ]; then
    note "Would write COS_ENDPOINT, COS_PUBLIC_ENDPOINT, COS_REGION, both buckets and the credential into $write_env."
    return
  fi
  ibmcloud resource service-key "$credential" --output JSON >"$work/key.json"
  COS_ACCESS_KEY_ID=$(sed -n 's/.*"access_key_id" *: *"\([^"]*\)".*/\1/p' "$work/key.json" | head -n 1)
  COS_SECRET_ACCESS_KEY=$(sed -n 's/.*"secret_access_key" *: *"\([^"]*\)".*/\1/p' "$work/key.json" | head -n 1)
  if [ -z "$COS_ACCESS_KEY_ID" ] || [ -z "$COS_SECRET_ACCESS_KEY" ]; then
    fail "the credential $credential has no HMAC keys; name another one with --credential, and it is made with them"
  fi
  COS_ENDPOINT=$endpoint
  COS_PUBLIC_ENDPOINT=
  if [ "$network" != public ]; then
    COS_PUBLIC_ENDPOINT=$public_endpoint
  fi
  COS_REGION=$region
  COS_INPUT_BUCKET=$input_bucket
  COS_OUTPUT_BUCKET=$output_bucket
  export COS_ACCESS_KEY_ID COS_SECRET_ACCESS_KEY COS_ENDPOINT COS_PUBLIC_ENDPOINT COS_REGION COS_INPUT_BUCKET \
    COS_OUTPUT_BUCKET
  awk '
    BEGIN {
      count = split("COS_ENDPOINT COS_PUBLIC_ENDPOINT COS_REGION COS_ACCESS_KEY_ID COS_SECRET_ACCESS_KEY " \
        "COS_INPUT_BUCKET COS_OUTPUT_BUCKET", names, " ")
      for (i = 1; i <= count; i++) ours[names[i]] = 1
    }
    {
      at = index($0, "=")
      name = substr($0, 1, at - 1)
      if (at > 0 && name in ours) {
        if (!(name in done)) print name "=" ENVIRON[name]
        done[name] = 1
      } else print
    }
    END { for (i = 1; i <= count; i++) if (!(names[i] in done)) print names[i] "=" ENVIRON[names[i]] }
  ' "$write_env" >"$work/env"
  # Written through, not moved: the file keeps its owner, and a link stays a link.
  cat "$work/env" >"$write_env"
  chmod 600 "$write_env"
  note "$write_env has the buckets, the endpoints and the credential."
}

connect
make_instance
make_bucket "$input_bucket"
if [ "$output_bucket" != "$input_bucket" ]; then
  make_bucket "$output_bucket"
fi
make_credential
set_expiry
set_cors
decide_endpoints
if [ -n "$write_env" ]; then
  write_settings
else
  note "For .env:"
  note "  COS_ENDPOINT=$endpoint"
  if [ "$network" != public ]; then
    note "  COS_PUBLIC_ENDPOINT=$public_endpoint"
  fi
  note "  COS_REGION=$region"
  note "  COS_INPUT_BUCKET=$input_bucket"
  note "  COS_OUTPUT_BUCKET=$output_bucket"
  note "and the credential, which this does not show: run again with --write-env .env"
fi
if [ "$dry_run" = true ]; then
  note "Dry run: nothing was changed."
fi
