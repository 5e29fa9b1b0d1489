#!/bin/sh
# Creates the namespace with its retention and Forerun's search attributes. Doing it again changes nothing but the retention.
# The temporal program reads TEMPORAL_ADDRESS, and TEMPORAL_NAMESPACE where a command works inside a namespace.
set -eu

: "${TEMPORAL_ADDRESS:?is not set}"
namespace=${TEMPORAL_NAMESPACE:-default}
retention=${TEMPORAL_RETENTION:-90d}
attributes='ForerunBatch ForerunTask ForerunArm ForerunLevel ForerunStatus ForerunModel'

# `again SECONDS COMMAND…` repeats a command until it succeeds: a fresh server and a fresh namespace take a moment.
again() {
  left=$1
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      "$@"
      return
    fi
    sleep 1
  done
}

echo "temporal: waiting for $TEMPORAL_ADDRESS"
again 60 temporal operator cluster health

if temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$namespace" --retention "$retention" >/dev/null
  echo "namespace: $namespace is there, histories are kept for $retention"
else
  temporal operator namespace create --namespace "$namespace" --retention "$retention" \
    --description 'Runs and batches of Forerun' >/dev/null
  echo "namespace: $namespace created, histories are kept for $retention"
fi

again 30 temporal operator search-attribute list --namespace "$namespace"
known=$(temporal operator search-attribute list --namespace "$namespace" --color never)
for attribute in $attributes; do
  if printf '%s\n' "$known" | grep -qw "$attribute"; then
    echo "search attribute: $attribute is there"
  else
    temporal operator search-attribute create --namespace "$namespace" --name "$attribute" --type Keyword >/dev/null
    echo "search attribute: $attribute created"
  fi
done
echo 'namespace: done'
