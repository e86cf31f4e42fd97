#!/usr/bin/env bash
# Builds the style sheet and collects the fonts into dist/, which the program embeds.
#
# Does nothing when dist/ is newer than everything it is made of.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

GOLOS=node_modules/@fontsource/golos-text/files
# Digits and Latin, Cyrillic, the further letters of Kazakh, and the tenge sign.
SUBSETS=(latin cyrillic cyrillic-ext latin-ext)
WEIGHTS=(400 600)

main() {
  install
  if is_current; then return; fi
  rm -rf dist.new
  mkdir -p dist.new/fonts
  node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps \
    --load-path=node_modules style.scss dist.new/app.css
  local subset weight
  for subset in "${SUBSETS[@]}"; do
    for weight in "${WEIGHTS[@]}"; do
      cp "$GOLOS/golos-text-$subset-$weight-normal.woff2" "dist.new/fonts/golos-$subset-$weight.woff2"
    done
  done
  cp marks/*.svg dist.new/
  rm -rf dist
  mv dist.new dist
}

# npm writes node_modules/.package-lock.json at the end of an installation.
install() {
  if [[ package-lock.json -nt node_modules/.package-lock.json ]]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
}

is_current() {
  [[ -f dist/app.css ]] &&
    [[ -z $(find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -newer dist/app.css -print) ]]
}

main "$@"
