namespace Sockets.Tools.Completions;

/// <summary>The script for fish.</summary>
internal static class FishScript
{
    public static void Write(CompletedCommand root, TextWriter writer)
    {
        writer.Write("""
            # Prints the command that was typed so far, and how many operands stand behind it.
            function __sockets_place
                set -l command ''
                set -l operands 0
                set -l pending 0
                for word in (commandline -opc)[2..-1]
                    if test $pending = 1
                        set pending 0
                        continue
                    end

                    switch "$command $word"

            """);
        foreach (CompletedCommand command in root.All)
        {
            foreach (CompletedCommand child in command.Children)
            {
                writer.Write($"            case '{command.Path} {child.Name}'\n                set command '{child.Path}'\n                set operands 0\n");
            }

            if (command.Options.SelectMany(static o => o.NamesBeforeValue).ToList() is { Count: > 0 } names)
            {
                writer.Write($"            case {string.Join(' ', names.Select(n => $"'{command.Path} {n}'"))}\n                set pending 1\n");
            }
        }

        writer.Write("""
                        case '* -*'
                        case '*'
                            set operands (math $operands + 1)
                    end
                end

                echo "$command $operands"
            end

            function __sockets_in
                string match -qr "^$argv[1] [0-9]+\$" -- (__sockets_place)
            end

            function __sockets_at
                test (__sockets_place) = "$argv[1]"
            end

            complete -c sockets -f

            """);
        foreach (CompletedCommand command in root.All)
        {
            WriteCommand(command, writer);
        }
    }

    private static void WriteCommand(CompletedCommand command, TextWriter writer)
    {
        foreach (CompletedCommand child in command.Children)
        {
            writer.Write($"complete -c sockets -n '__sockets_at \"{command.Path} 0\"' -a {child.Name} -d '{Quoted(child.Description)}'\n");
        }

        for (int i = 0; i < command.Operands.Count; i++)
        {
            writer.Write($"complete -c sockets -n '__sockets_at \"{command.Path} {i}\"' {Offer(command.Operands[i])}\n");
        }

        foreach (CompletedOption option in command.Options)
        {
            string names = string.Join(' ', option.Names.Select(static n => n.StartsWith("--", StringComparison.Ordinal) ? $"-l {n[2..]}" : $"-s {n[1..]}"));
            string value = option switch
            {
                { Value: null } => "",
                { IsValueOptional: true } => $" -a '{string.Join(' ', option.Value.Words)}'",
                { Value.Kind: ValueKind.File } => " -r -F",
                { Value.Kind: ValueKind.Free } => " -x",
                _ => $" -x -a '{string.Join(' ', option.Value.Words)}'",
            };
            writer.Write($"complete -c sockets -n '__sockets_in \"{command.Path}\"' {names}{value} -d '{Quoted(option.Description)}'\n");
        }
    }

    private static string Offer(CompletedValue value) => value.Kind == ValueKind.File ? "-F" : $"-a '{string.Join(' ', value.Words)}'";

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
