namespace Sockets.Tools.Completions;

/// <summary>
/// The script for bash. It needs nothing but bash: the line is split at blanks, because bash itself splits endpoints at
/// their colons.
/// </summary>
internal static class BashScript
{
    public static void Write(CompletedCommand root, TextWriter writer)
    {
        writer.Write("""
            _sockets()
            {
                local line=${COMP_LINE:0:COMP_POINT} current='' command='' previous='' pending='' value='' word words=() offered=() files=''
                local -i operands=0
                read -ra words <<<"$line"
                if [[ $line != *[[:space:]] ]]; then
                    current=${words[-1]}
                    unset 'words[-1]'
                fi

                for word in "${words[@]:1}"; do
                    if [[ $pending ]]; then
                        pending=''
                        continue
                    fi

                    previous=$word
                    case "$command $word" in

            """);
        foreach (CompletedCommand command in root.All)
        {
            foreach (CompletedCommand child in command.Children)
            {
                writer.Write($"            '{command.Path} {child.Name}') command='{child.Path}' operands=0 ;;\n");
            }

            if (NamesBeforeValue(command) is { Count: > 0 } names)
            {
                writer.Write($"            {string.Join('|', names.Select(n => $"'{command.Path} {n}'"))}) pending=1 ;;\n");
            }
        }

        writer.Write("""
                        *' -'*) ;;
                        *) operands+=1 ;;
                    esac
                done

                value=$current
                if [[ ! $pending && $current == --*=* ]]; then
                    previous=${current%%=*} value=${current#*=} pending=1
                fi

                if [[ $pending ]]; then
                    case "$command $previous" in

            """);
        foreach (CompletedCommand command in root.All)
        {
            foreach (CompletedOption option in command.Options.Where(static o => o.Value is { Kind: not ValueKind.Free }))
            {
                writer.Write($"            {string.Join('|', option.Names.Select(n => $"'{command.Path} {n}'"))}) {Offer(option.Value!)} ;;\n");
            }
        }

        writer.Write("""
                    esac
                    offered=("${offered[@]/#/${current%"$value"}}")
                elif [[ $current == -* ]]; then
                    case $command in

            """);
        foreach (CompletedCommand command in root.All)
        {
            writer.Write($"            '{command.Path}') offered=({string.Join(' ', command.Options.SelectMany(static o => o.Offered))}) ;;\n");
        }

        writer.Write("""
                    esac
                else
                    case "$command $operands" in

            """);
        foreach (CompletedCommand command in root.All)
        {
            if (command.Children.Count > 0)
            {
                writer.Write($"            '{command.Path} 0') offered=({string.Join(' ', command.Children.Select(static c => c.Name))}) ;;\n");
            }

            for (int i = 0; i < command.Operands.Count; i++)
            {
                writer.Write($"            '{command.Path} {i}') {Offer(command.Operands[i])} ;;\n");
            }
        }

        writer.Write("""
                    esac
                fi

                COMPREPLY=()
                for word in "${offered[@]}"; do
                    if [[ $word == "$current"* ]]; then
                        COMPREPLY+=("$word")
                    fi
                done

                # An endpoint and "--option=" go on.
                if [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *:// ]]; then
                    compopt -o nospace 2>/dev/null
                fi

                # What bash took for words before the last colon or equals sign stays as it is.
                local -i i
                local before=${current%"${current##*[:=]}"}
                if [[ $before && $COMP_WORDBREAKS == *[:=]* ]]; then
                    for i in "${!COMPREPLY[@]}"; do
                        COMPREPLY[i]=${COMPREPLY[i]#"$before"}
                    done
                fi

                if [[ $files ]]; then
                    compopt -o filenames 2>/dev/null
                    while IFS= read -r word; do
                        COMPREPLY+=("$word")
                    done < <(compgen -f -- "$value")
                fi
            }

            complete -F _sockets sockets

            """);
    }

    private static List<string> NamesBeforeValue(CompletedCommand command) => [.. command.Options.SelectMany(static o => o.NamesBeforeValue)];

    private static string Offer(CompletedValue value) => value.Kind == ValueKind.File ? "files=1" : $"offered=({string.Join(' ', value.Words)})";
}
