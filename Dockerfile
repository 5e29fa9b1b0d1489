# One image for the four worker programs and the command line. Not built where it was written: there is no engine there.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM ${NODE_IMAGE}
# tini reaps the children of sandboxes and of parsing, and passes SIGTERM on. util-linux (unshare, mount) and coreutils
# (timeout), which code_exec's sandbox needs, are part of the base image; the next line fails where they are not.
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && unshare --version && mount --version && timeout --version

ENV NODE_ENV=production \
  FORERUN_HEALTH_PORT=9090 \
  FORERUN_STORE_PATH=/var/lib/forerun/store

# A new volume takes owner and rights of the folder that it is mounted over.
RUN install -d -o node -g node -m 0700 /var/lib/forerun /var/lib/forerun/store \
  && install -d -o node -g node -m 0755 /work

WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/deploy/healthcheck.cjs ./deploy/
COPY --from=build /app/dist ./dist

USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "/app/deploy/healthcheck.cjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "--max-semi-space-size=64", "dist/workers/main.js", "orchestrator", "actor", "tools", "spec"]
