#!/bin/sh
# Makes deploy/secrets for compose.yaml, once. What is there is never overwritten: other secrets lock everybody out.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
secret() {
    [ -e "secrets/$1" ] || head -c 36 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"secrets/$1"
}
for name in secret_key password_salt totp_secret metrics_token database_password; do
    secret "$name"
done
[ -e secrets/database_url ] || printf 'postgresql+psycopg://qa:%s@database/qa' "$(cat secrets/database_password)" >secrets/database_url
# Containers read them as another user; the folder itself lets nobody else in.
chmod 0444 secrets/*
echo "deploy/secrets is ready. Keep a copy where the council keeps its keys: a backup is of no use without it."
