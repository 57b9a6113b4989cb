namespace Sockets.Tools.Completions;

/// <summary>The script for PowerShell. Where it offers nothing, PowerShell itself offers files.</summary>
internal static class PowerShellScript
{
    public static void Write(CompletedCommand root, TextWriter writer)
    {
        writer.Write("""
            Register-ArgumentCompleter -Native -CommandName sockets -ScriptBlock {
                param($current, $ast, $cursor)

                $children = @{

            """);
        foreach (CompletedCommand command in root.All.Where(static c => c.Children.Count > 0))
        {
            writer.Write($"        '{command.Path}' = @({List(command.Children.Select(static c => c.Name))})\n");
        }

        writer.Write("    }\n    $options = @{\n");
        foreach (CompletedCommand command in root.All)
        {
            writer.Write($"        '{command.Path}' = @({List(command.Options.SelectMany(static o => o.Offered))})\n");
        }

        writer.Write("    }\n    $beforeValue = @{\n");
        foreach (CompletedCommand command in root.All)
        {
            writer.Write($"        '{command.Path}' = @({List(command.Options.SelectMany(static o => o.NamesBeforeValue))})\n");
        }

        writer.Write("    }\n    $values = @{\n");
        foreach (CompletedCommand command in root.All)
        {
            foreach (CompletedOption option in command.Options.Where(static o => o.Value is { Words.Count: > 0 }))
            {
                foreach (string name in option.Names)
                {
                    writer.Write($"        '{command.Path} {name}' = @({List(option.Value!.Words)})\n");
                }
            }
        }

        writer.Write("    }\n    $operands = @{\n");
        foreach (CompletedCommand command in root.All)
        {
            for (int i = 0; i < command.Operands.Count; i++)
            {
                writer.Write($"        '{command.Path} {i}' = @({List(command.Operands[i].Words)})\n");
            }
        }

        writer.Write("""
                }

                $command = ''
                $count = 0
                $pending = ''
                $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
                foreach ($word in $words) {
                    if ($pending) {
                        $pending = ''
                    } elseif ($children[$command] -ccontains $word) {
                        $command = "$command $word".Trim()
                        $count = 0
                    } elseif ($beforeValue[$command] -ccontains $word) {
                        $pending = $word
                    } elseif (-not $word.StartsWith('-')) {
                        $count++
                    }
                }

                $lead = ''
                if (-not $pending -and $current -match '^(--[^=]+)=') {
                    $pending = $Matches[1]
                    $lead = "$pending="
                }

                if ($pending) {
                    $offered = @($values["$command $pending"] | ForEach-Object { "$lead$_" })
                } elseif ($current.StartsWith('-')) {
                    $offered = $options[$command]
                } elseif ($count -eq 0 -and $children.ContainsKey($command)) {
                    $offered = $children[$command]
                } else {
                    $offered = $operands["$command $count"]
                }

                $offered | Where-Object { $_ -and $_.StartsWith($current) } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """);
    }

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(static w => $"'{w}'"));
}
