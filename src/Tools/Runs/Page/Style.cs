namespace Sockets.Tools.Runs.Page;

/// <summary>How the page looks. The colours can be told apart by those who see fewer (Okabe and Ito), on light and dark.</summary>
internal static class Style
{
    public const string Sheet = """
        :root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --faint: #59636e; --line: #d5dae0; --panel: #f6f8fa;
          --c1: #0067a5; --c2: #c35400; --c3: #93377f; --c4: #007d5b; --c5: #6e7781; --c6: #8a6d00; }
        @media (prefers-color-scheme: dark) { :root { --back: #0d1117; --text: #e6edf3; --faint: #9aa4af; --line: #30363d; --panel: #161b22;
          --c1: #58b0ee; --c2: #f0a35e; --c3: #dd93cb; --c4: #43c59e; --c5: #a3adb8; --c6: #e3c63c; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--text);
          font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.4rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        h3 { font-size: 1rem; margin: 0 0 0.25rem; }
        p { margin: 0.25rem 0; }
        .faint, figcaption { color: var(--faint); font-size: 0.9rem; }
        .error { border-left: 4px solid var(--c2); background: var(--panel); padding: 0.5rem 0.75rem; margin: 1rem 0; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.25rem; align-items: start; }
        .alone { max-width: 36rem; }
        figure { margin: 0; padding: 0.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; min-width: 0; }
        svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
        svg text { fill: var(--faint); }
        svg .grid { stroke: var(--line); }
        svg .warm { fill: var(--line); opacity: 0.6; }
        svg polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .s1 { stroke: var(--c1); } .s2 { stroke: var(--c2); stroke-dasharray: 6 3; } .s3 { stroke: var(--c3); stroke-dasharray: 2 3; }
        .s4 { stroke: var(--c4); stroke-dasharray: 8 3 2 3; } .s5 { stroke: var(--c5); }
        .f1 { fill: var(--c1); background: var(--c1); } .f2 { fill: var(--c2); background: var(--c2); } .f3 { fill: var(--c3); background: var(--c3); }
        .f4 { fill: var(--c4); background: var(--c4); } .f5 { fill: var(--c5); background: var(--c5); } .f6 { fill: var(--c6); background: var(--c6); }
        .legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; list-style: none; margin: 0.25rem 0; padding: 0; font-size: 0.85rem; color: var(--faint); }
        .legend i { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.35rem; border-radius: 2px; vertical-align: -0.1rem; }
        details { margin-top: 0.5rem; font-size: 0.9rem; }
        summary { cursor: pointer; color: var(--faint); }
        .scroll { overflow-x: auto; margin-top: 0.5rem; }
        section { min-width: 0; }
        table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th[scope=row] { font-weight: 400; color: var(--faint); }
        td { overflow-wrap: anywhere; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.25rem 2rem; align-items: start; }

        """;
}
