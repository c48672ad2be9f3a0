#!/usr/bin/env bash
# Brings the connection, the tools, the flows and the agent of this folder into watsonx Orchestrate.
# Running it again updates what is there. Works with the bash 3.2 of macOS.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: import.sh --url URL [options]

Brings the connection, the tools, the flows and the agent of this folder into watsonx Orchestrate.
The workshop token is read from the environment variable WORKSHOP_TOKEN. Running it again updates what is there.

  --url URL           address of the service as watsonx Orchestrate reaches it, such as https://images.example.com
  --env NAME          environment to activate first (default: the active one); "local" is the Developer Edition
  --open              for a service without a workshop token: tools without security, no connection
  --llm MODEL         model of the agent (default: the one in agents/image_studio_agent.yaml)
  --only PARTS        only these, separated by commas: connection,openapi,python,flows,agent
  --token-from NAME   read the token from the environment variable NAME instead
  --check-url URL     address at which this machine reaches the service, where that is another one
  --flow-body FORM    flat (default) or nested: how flows hand over a request body (README.md, "Troubleshooting")
  --allow-http        accept an http:// address (always accepted for --env local)
  --dry-run           only print the commands, with secrets masked
  -h, --help          this text
TEXT
}

fail() {
  echo "import.sh: $*" >&2
  exit 1
}

say() {
  echo "== $*"
}

# Prints an address without the slashes at its end.
without_slashes() {
  local address=$1
  while [ "$address" != "${address%/}" ]; do
    address=${address%/}
  done
  echo "$address"
}

# CDPATH would lead cd elsewhere and make it print.
here=$(CDPATH="" cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
app_id=wxo_media_service

url=
check_url=
environment=
open=false
llm=
only=connection,openapi,python,flows,agent
token_from=WORKSHOP_TOKEN
flow_body=flat
allow_http=false
dry_run=false

while [ $# -gt 0 ]; do
  case $1 in
    --url | --env | --llm | --only | --token-from | --check-url | --flow-body)
      [ -n "${2:-}" ] || fail "$1 needs a value (see --help)"
      case $1 in
        --url) url=$2 ;;
        --env) environment=$2 ;;
        --llm) llm=$2 ;;
        --only) only=$2 ;;
        --token-from) token_from=$2 ;;
        --check-url) check_url=$2 ;;
        --flow-body) flow_body=$2 ;;
      esac
      shift 2
      ;;
    --open) open=true; shift ;;
    --allow-http) allow_http=true; shift ;;
    --dry-run) dry_run=true; shift ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown argument '$1' (see --help)" ;;
  esac
done

# --- What was asked for ---------------------------------------------------------------------------------------------

[ -n "$url" ] || fail "--url is missing: give the address of the service, such as --url https://images.example.com"

# The address goes into sed and into YAML, so only the characters of an address are let in.
address='^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$'
[[ $url =~ $address ]] || fail "'$url' is not an address such as https://images.example.com"
url=$(without_slashes "$url")
if [ -n "$check_url" ]; then
  [[ $check_url =~ $address ]] || fail "'$check_url' is not an address such as http://localhost:8000"
fi
check_url=${check_url:-$url}
check_url=$(without_slashes "$check_url")

case $url in
  http://*)
    if [ "$allow_http" = false ] && [ "$environment" != local ]; then
      fail "'$url' is not https, which watsonx Orchestrate in the cloud needs (--allow-http if you know better)"
    fi
    ;;
esac

[[ $token_from =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || fail "--token-from takes the name of an environment variable, not a token"
[ -z "$environment" ] || [[ $environment =~ ^[A-Za-z0-9._-]+$ ]] || fail "'$environment' is not the name of an environment"
[ -z "$llm" ] || [[ $llm =~ ^[A-Za-z0-9._:/-]+$ ]] || fail "'$llm' is not the name of a model"
case $flow_body in
  flat | nested) ;;
  *) fail "--flow-body is flat or nested, not '$flow_body'" ;;
esac
# In one form, because somebody writes "flows, agent". A * is no pattern for file names here.
parts=
set -f
for part in ${only//,/ }; do
  case $part in
    connection | openapi | python | flows | agent) parts=$parts,$part ;;
    *) fail "--only knows connection, openapi, python, flows and agent, not '$part'" ;;
  esac
done
set +f
[ -n "$parts" ] || fail "--only names nothing: give some of connection,openapi,python,flows,agent"

wanted() {
  case "$parts," in
    *",$1,"*) return 0 ;;
  esac
  return 1
}

# The service leaves out white space around its token, such as the end of a line from Windows.
token=${!token_from:-}
token=${token#"${token%%[![:space:]]*}"}
token=${token%"${token##*[![:space:]]}"}
case $token in
  *[[:cntrl:]]*) fail "the token in $token_from has a line break or another control character within it" ;;
esac
needs_token=false
if [ "$open" = false ] && wanted connection; then
  needs_token=true
fi

# --- What is there --------------------------------------------------------------------------------------------------

if [ "$dry_run" = false ]; then
  command -v orchestrate >/dev/null 2>&1 \
    || fail "the command orchestrate is missing: pip install ibm-watsonx-orchestrate (Python 3.11 or later)"
  command -v curl >/dev/null 2>&1 || fail "the command curl is missing: install it"

  health=$(curl -fsS --max-time 60 "$check_url/health" 2>/dev/null) \
    || fail "$check_url/health does not answer: is the service up, and is this its address? (--check-url for another)"
  case $health in
    *'"workshop_token_enabled":true'*) protected=true ;;
    *'"workshop_token_enabled":false'*) protected=false ;;
    *) fail "$check_url/health answers, but not as wxo-media-service does: is this its address?" ;;
  esac

  if [ "$protected" = true ] && [ "$open" = true ]; then
    fail "the service wants a workshop token, so tools without security would get 401: leave out --open"
  fi
  if [ "$needs_token" = true ] && [ -z "$token" ]; then
    if [ "$protected" = true ]; then
      fail "the service wants a workshop token: export $token_from=... first"
    fi
    fail "the service has no workshop token: add --open (or set WORKSHOP_TOKEN on both sides)"
  fi
  if [ "$needs_token" = true ] && [ "$protected" = true ]; then
    # The header comes through standard input, because arguments can be read in the list of processes.
    escaped=${token//\\/\\\\}
    escaped=${escaped//\"/\\\"}
    status=$(printf 'header = "x-api-key: %s"\n' "$escaped" \
      | curl -sS --max-time 60 -o /dev/null -w '%{http_code}' --config - "$check_url/cos/config" 2>/dev/null) \
      || fail "$check_url/cos/config does not answer"
    [ "$status" != 401 ] || fail "the service refuses the token in $token_from (401): use the WORKSHOP_TOKEN of the service"
  fi
fi

# --- A copy with the right address ----------------------------------------------------------------------------------

work=$(mktemp -d "${TMPDIR:-/tmp}/wxo-import.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

variant=openapi
[ "$open" = false ] || variant=openapi/open

mkdir "$work/openapi" "$work/tools" "$work/flows" "$work/agents"

# Copies a file and puts a value behind a key that must be there at least once.
copy_with() {
  grep -q "^ *$3:" "$1" || fail "$1 has no line '$3:', so it is not the file that this script knows"
  sed "s|^\( *$3:\).*|\1 $4|" "$1" >"$2"
}

for file in process-image-async-b64 process-image-async batch-process-images start-workflow get-job; do
  [ -f "$here/$variant/$file.yaml" ] || fail "$here/$variant/$file.yaml is missing: get the whole folder"
  copy_with "$here/$variant/$file.yaml" "$work/openapi/$file.yaml" "- url" "$url"
done
copy_with "$here/connection.yaml" "$work/connection.yaml" "server_url" "$url"
cp "$here"/tools/*.py "$work/tools/"
cp "$here"/flows/*.py "$work/flows/"
if [ -n "$llm" ]; then
  copy_with "$here/agents/image_studio_agent.yaml" "$work/agents/image_studio_agent.yaml" "llm" "$llm"
else
  cp "$here/agents/image_studio_agent.yaml" "$work/agents/"
fi

# --- The import -----------------------------------------------------------------------------------------------------

# Runs orchestrate, or only prints the command. An argument that is the token is never printed.
run() {
  if [ "$dry_run" = true ]; then
    local shown=orchestrate argument
    for argument in "$@"; do
      if [ "$argument" = "$token" ] && [ -n "$token" ]; then
        argument='****'
      fi
      shown="$shown ${argument#"$work/"}"
    done
    echo "$shown"
    return
  fi
  # Loading a flow or a tool must leave nothing behind, and flows read how to hand over a body.
  PYTHONDONTWRITEBYTECODE=1 WXO_FLOW_BODY=$flow_body orchestrate "$@" </dev/null \
    || fail "'orchestrate $1 $2' failed, see above; mend it and run this again (README.md, \"Troubleshooting\")"
}

if [ -n "$environment" ]; then
  say "Environment $environment"
  if [ "$dry_run" = true ]; then
    run env activate "$environment"
  else
    # May ask for an API key, so it keeps the terminal.
    orchestrate env activate "$environment" || fail "the environment $environment could not be activated, see above"
  fi
fi
if [ "$dry_run" = false ]; then
  # orchestrate also ends with 0 when there is no such environment, and would then import into the active one.
  active=$(COLUMNS=400 orchestrate env list 2>/dev/null | awk '/\(active\)/ { print $1; exit }') || active=
  [ -n "$active" ] || fail "no environment is active: orchestrate env activate NAME, or --env NAME"
  if [ -n "$environment" ] && [ "$active" != "$environment" ]; then
    fail "there is no environment $environment: orchestrate env add -n $environment -u <service instance URL> --activate"
  fi
  environment=$active
fi

# A Developer Edition has no live environment.
stages="draft live"
[ "$environment" != local ] || stages=draft

if [ "$open" = false ] && wanted connection; then
  say "Connection $app_id"
  run connections import -f "$work/connection.yaml"
  for stage in $stages; do
    # orchestrate takes the key as an argument only, so other users of this machine can see it for a moment.
    run connections set-credentials -a "$app_id" --env "$stage" --api-key "${token:-****}"
  done
fi

if wanted openapi; then
  say "OpenAPI tools of $url"
  for file in process-image-async-b64 process-image-async batch-process-images start-workflow get-job; do
    if [ "$open" = true ]; then
      run tools import -k openapi -f "$work/openapi/$file.yaml"
    else
      run tools import -k openapi -f "$work/openapi/$file.yaml" -a "$app_id"
    fi
  done
fi

if wanted python; then
  say "Python tools"
  for tool in image_to_base64 base64_to_image; do
    run tools import -k python -f "$work/tools/$tool.py"
  done
fi

if wanted flows; then
  say "Flows"
  for flow in edit_one_image edit_one_image_to_cos edit_all_images make_video; do
    run tools import -k flow -f "$work/flows/$flow.py"
  done
fi

if wanted agent; then
  say "Agent"
  run agents import -f "$work/agents/image_studio_agent.yaml"
fi

if [ "$dry_run" = true ]; then
  say "Nothing was imported (--dry-run)"
else
  say "Done. Open the agent image_studio_agent and say: I want to edit one image"
fi
