#!/usr/bin/env bash
# Builds what the tests with a real MongoDB need: a server that speaks its protocol (FerretDB), mongodump and mongorestore.
# MongoDB's own server is in no package registry. Needs Go and its module proxy; quick when they have been built before.
#   build.sh OUTDIR
set -euo pipefail
mkdir -p "${1:?usage: build.sh OUTDIR}"
out="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")"

export GOFLAGS='-mod=readonly -trimpath' CGO_ENABLED=0 GOTOOLCHAIN=local
version='-X main.VersionStr=100.6.1'
(cd ferretdb && go build -o "$out/ferretdb" .)
for tool in mongodump mongorestore; do
  (cd tools && go build -ldflags "$version" -o "$out/$tool" "github.com/mongodb/mongo-tools/$tool/main")
done
