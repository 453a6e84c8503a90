#!/bin/sh
# Runs the supervisor, and again whenever it was killed; ends when it ends by itself.
while "$@"; [ $? -gt 128 ]; do sleep 0.5; done
