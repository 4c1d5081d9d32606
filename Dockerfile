# The bot and its terminal: `docker run … ppm-oncall`, `docker exec … node dist/cli.js status`.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npx tsc -p tsconfig.build.json

FROM node:20-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# libsql's binary is a package of its own for each platform; no install script is needed
RUN npm ci --omit=dev --ignore-scripts

FROM node:20-slim
ENV NODE_ENV=production PPM_DATA_DIR=/data
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
# the store's files live here: mount a volume, and mount your own ppm.config.yaml at /app/ppm.config.yaml
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM lets running work end first (engine.drainSeconds): give `docker stop` 30 s
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=192", "dist/main.js"]
