# The recorder `fake-az` as a function of the script's own shell, so that thousands of scripts run in a minute. It writes
# all calls to one file: the number of words, the words, the body, each ended by NUL.
fake_asked=0
az() {
  local words=("$@") at method='' url='' query='' body='' text='' name names answer
  for ((at = 0; at < $#; at++)); do
    case ${words[at]} in
      --method) method=${words[at + 1]} ;;
      --url) url=${words[at + 1]} ;;
      --query) query=${words[at + 1]} ;;
      --body) body=${words[at + 1]} ;;
    esac
  done
  [[ $body != @- ]] || text=$(</dev/stdin)
  printf '%s\0' "$#" "$@" "$text" >>"$FAKE/log"
  case $1:$2:$method:$query in
    account:show:*)
      echo 11111111-1111-1111-1111-111111111111
      [[ $query != *tenantId* ]] || echo 22222222-2222-2222-2222-222222222222
      ;;
    group:exists:*) echo true ;;
    group:show:*)
      echo rg
      [[ $query != *id* ]] || echo /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg
      [[ $query != *location* ]] || echo westeurope
      ;;
    rest:*:put:*) [[ $url != */Microsoft.Resources/deployments/* ]] || fake_asked=$((fake_asked + 1)) ;;
    rest:*:delete:*) ;;
    rest:*:get:properties.provisioningState) echo Succeeded ;;
    rest:*:get:properties.outputs.*)
      names=${query#properties.outputs.}
      names=${names//[\[\],]/}
      for name in $names; do
        answer=0
        [[ ! -e $FAKE/answers/$fake_asked/${name%.value} ]] ||
          IFS= read -r -d '' answer <"$FAKE/answers/$fake_asked/${name%.value}" || :
        printf '%s\n' "$answer"
      done
      ;;
    rest:*)
      if [[ $query == to_string* ]]; then
        query=${query#to_string(\[}
        printf '["state of %s %s"]\n' "${url%%\?*}" "${query%\])}"
      else
        printf 'state of %s %s\n' "${url%%\?*}" "$query"
      fi
      ;;
  esac
}
