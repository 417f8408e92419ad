#!/bin/sh
# Provides what the tests against Apache Kafka need: Java 17 and Maven. Debian or Ubuntu; to be run as root.
# Without them those tests are skipped loudly, and fail when CI=true.
set -eu
if command -v java >/dev/null && command -v mvn >/dev/null; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "provision.sh: run as root: apt-get install -y --no-install-recommends openjdk-17-jre-headless maven" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends openjdk-17-jre-headless maven
