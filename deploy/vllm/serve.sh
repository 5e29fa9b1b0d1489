#!/bin/sh
# Starts vLLM for one role: MODEL, PORT and TOOL_CALL_PARSER are needed, GPUS_PER_MODEL and EXTRA_ARGS may be set.
set -eu

role=${ROLE:-this}
if [ -z "${MODEL:-}" ]; then
  echo "error: no model is named for the $role server" >&2
  echo 'remedy: set MODEL_PROVIDER=vllm, GAIA_ACTOR_MODEL and GAIA_SPEC_MODEL in .env, as docs/operations.md shows.' >&2
  exit 2
fi
: "${PORT:?is not set}" "${TOOL_CALL_PARSER:?is not set}"

# vLLM reads the variable itself and would ask for the key EMPTY, which stands for none.
if [ "${VLLM_API_KEY:-EMPTY}" = EMPTY ]; then unset VLLM_API_KEY; fi
if [ -z "${HF_TOKEN:-}" ]; then unset HF_TOKEN; fi

# Decisions ahead wait behind real ones at the actor's server. All work of the predictor's is speculative.
set --
if [ "${ROLE:-actor}" = actor ]; then set -- --scheduling-policy priority; fi

# EXTRA_ARGS is a list of arguments, so it is split at white space.
# shellcheck disable=SC2086
exec vllm serve "$MODEL" \
  --host 0.0.0.0 \
  --port "$PORT" \
  --enable-auto-tool-choice \
  --tool-call-parser "$TOOL_CALL_PARSER" \
  "$@" \
  --tensor-parallel-size "${GPUS_PER_MODEL:-1}" \
  ${EXTRA_ARGS:-}
