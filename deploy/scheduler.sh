#!/bin/sh
# Runs what has to run by itself where there is no cron and no systemd: mail every five minutes, the rest once a day after
# QA_DAILY_HOUR (UTC). Every command is safe to run twice and on several machines, so nothing has to be remembered.
set -u
trap 'exit 0' TERM INT
pause="${QA_PAUSE:-300}"
hour="${QA_DAILY_HOUR:-5}"
done_on=""
while true; do
    qa send-mail || echo "qa send-mail ended with $?" >&2
    today="$(date -u +%Y-%m-%d)"
    now="$(date -u +%H)"
    if [ "$today" != "$done_on" ] && [ "${now#0}" -ge "$hour" ]; then
        for command in anchor-history backup chase repeats verify-history; do
            qa "$command" || echo "qa $command ended with $?" >&2
        done
        done_on="$today"
    fi
    # Waited for, not slept through, so that a stop is heard at once; the sleep holds nothing open and ends by itself.
    sleep "$pause" </dev/null >/dev/null 2>&1 &
    wait "$!"
done
