# The bot and its terminal: `docker run … ppm-oncall`, `docker exec --env PPM_TOKEN=… … node dist/cli.js status`.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npx tsc -p tsconfig.build.json --sourceMap false

FROM node:20-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# Production only, and no install script is run: libsql's binary is a package of its own for each platform. What only
# compilers and readers want is left out.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && \
  find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \) -delete && \
  rm -rf node_modules/@libsql/linux-*-musl

# Debian with Node and nothing of npm's. An image made from this one can add what services are configured with (mongodump, a
# command line of the cloud).
FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/node /usr/local/bin/node
RUN groupadd --gid 1000 ppm && useradd --uid 1000 --gid ppm --no-create-home --shell /usr/sbin/nologin ppm && \
  install --directory --owner=ppm --group=ppm /data
ENV NODE_ENV=production PPM_DATA_DIR=/data
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
# Backups, what a sync has on its way, and without MONGODB_URI the store: mount a volume. Mount your own ppm.config.yaml at
# /app/ppm.config.yaml.
VOLUME /data
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It then takes nothing new and lets running work end (engine.drainSeconds): give `docker stop` 45 s.
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=192", "dist/main.js"]
