#!/usr/bin/env bash
# Fetches what the tests with a real Delta Lake need: Apache Spark (as pyspark carries it) and Delta Lake's jars.
# Needs Python with pip, Maven, and their registries; to run it, Java 17. Quick when all is there already.
#   install.sh OUTDIR
set -euo pipefail
mkdir -p "${1:?usage: install.sh OUTDIR}"
out="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")"

# The newest Spark 4.1 that this Delta Lake was made for: delta-spark 4.2.0 asks for pyspark 4.0.1 to 4.1.1.
pyspark=4.1.1
done="$out/installed-$(cat install.sh pom.xml | sha256sum | cut -c1-16)"
[ -e "$done" ] && exit 0

rm -rf "$out/python" "$out/jars" "$out"/installed-*
# Its Python bridge is of no use here: only the programs and jars inside are.
python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --target "$out/python" "pyspark==$pyspark"
mvn --quiet --batch-mode --file pom.xml dependency:copy-dependencies \
  -DoutputDirectory="$out/jars" -DincludeScope=runtime -DincludeGroupIds=io.delta
touch "$done"
