namespace Sockets.Tools.Completions;

/// <summary>The script for zsh.</summary>
internal static class ZshScript
{
    public static void Write(CompletedCommand root, TextWriter writer)
    {
        writer.Write("""
            #compdef sockets
            _sockets()
            {
                local command='' previous='' pending='' word
                local -i operands=0
                local -a offered

                for word in "${(@)words[2,CURRENT-1]}"; do
                    if [[ -n $pending ]]; then
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
                writer.Write($"            ('{command.Path} {child.Name}') command='{child.Path}' operands=0 ;;\n");
            }

            if (command.Options.SelectMany(static o => o.NamesBeforeValue).ToList() is { Count: > 0 } names)
            {
                writer.Write($"            ({string.Join('|', names.Select(n => $"'{command.Path} {n}'"))}) pending=1 ;;\n");
            }
        }

        writer.Write("""
                        (*' -'*) ;;
                        (*) operands+=1 ;;
                    esac
                done

                if [[ -z $pending && $PREFIX == --*=* ]]; then
                    previous=${PREFIX%%=*} pending=1
                    compset -P '*='
                fi

                if [[ -n $pending ]]; then
                    case "$command $previous" in

            """);
        foreach (CompletedCommand command in root.All)
        {
            foreach (CompletedOption option in command.Options.Where(static o => o.Value is { Kind: not ValueKind.Free }))
            {
                writer.Write($"            ({string.Join('|', option.Names.Select(n => $"'{command.Path} {n}'"))}) {Offer(option.Value!)} ;;\n");
            }
        }

        writer.Write("""
                        (*) _message 'a value' ;;
                    esac
                elif [[ $PREFIX == -* ]]; then
                    case $command in

            """);
        foreach (CompletedCommand command in root.All)
        {
            IEnumerable<string> offered = command.Options.SelectMany(static o => o.Offered.Select(name => Described(name, o.Description)));
            writer.Write($"            ('{command.Path}') offered=({string.Join(' ', offered)}); _describe -o 'option' offered ;;\n");
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
                IEnumerable<string> offered = command.Children.Select(static c => Described(c.Name, c.Description));
                writer.Write($"            ('{command.Path} 0') offered=({string.Join(' ', offered)}); _describe 'command' offered ;;\n");
            }

            for (int i = 0; i < command.Operands.Count; i++)
            {
                writer.Write($"            ('{command.Path} {i}') {Offer(command.Operands[i])} ;;\n");
            }
        }

        writer.Write("""
                    esac
                fi
            }

            if [[ $funcstack[1] == _sockets ]]; then
                _sockets "$@"
            else
                compdef _sockets sockets
            fi

            """);
    }

    // An endpoint goes on behind its scheme.
    private static string Offer(CompletedValue value) => value.Kind switch
    {
        ValueKind.File => "_files",
        ValueKind.Endpoint => $"compadd -S '' -- {string.Join(' ', value.Words)}",
        _ => $"compadd -- {string.Join(' ', value.Words)}",
    };

    private static string Described(string name, string description) =>
        $"'{name.Replace(":", "\\:", StringComparison.Ordinal)}:{description.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
