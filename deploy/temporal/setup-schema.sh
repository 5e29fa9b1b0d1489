#!/bin/sh
# Creates and updates Temporal's two databases. Doing it again changes nothing; with a newer image it upgrades them.
# temporal-sql-tool reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN itself: no password on a command line.
set -eu

: "${SQL_HOST:?is not set}" "${SQL_PORT:?is not set}" "${SQL_USER:?is not set}" "${SQL_PASSWORD:?is not set}" "${SQL_PLUGIN:?is not set}"

schemas=${TEMPORAL_SCHEMAS:-/etc/temporal/schema/postgresql/v12}

set_up() {
  database=$1
  schema=$2
  echo "schema: $database"
  temporal-sql-tool --database "$database" create-database
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "$schemas/$schema/versioned"
}

set_up "${TEMPORAL_DB_NAME:-temporal}" temporal
set_up "${TEMPORAL_VISIBILITY_DB_NAME:-temporal_visibility}" visibility
echo 'schema: done'
