using System.Text;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>Program text and data that people read as code: kept as written, cut at blank lines when long.</summary>
internal sealed class SourceCodeParser : IFormatParser
{
    private const int EnoughLines = 200;
    private const int MostCharacters = 50_000;

    public static readonly IReadOnlyDictionary<string, string> Languages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".cs"] = "csharp",
        [".py"] = "python",
        [".js"] = "javascript",
        [".ts"] = "typescript",
        [".java"] = "java",
        [".c"] = "c",
        [".h"] = "c",
        [".cpp"] = "cpp",
        [".go"] = "go",
        [".rs"] = "rust",
        [".sql"] = "sql",
        [".sh"] = "shell",
        [".ps1"] = "powershell",
        [".json"] = "json",
        [".jsonl"] = "json",
        [".xml"] = "xml",
        [".yaml"] = "yaml",
        [".yml"] = "yaml",
        [".toml"] = "toml",
        [".ini"] = "ini",
        [".css"] = "css",
        [".vb"] = "vb",
        [".php"] = "php",
        [".rb"] = "ruby",
        [".kt"] = "kotlin",
        [".swift"] = "swift",
        [".r"] = "r",
        [".lua"] = "lua",
        [".pl"] = "perl",
        [".st"] = "structured text",
        [".log"] = "log",
    };

    public void Parse(Source source, Reading reading)
    {
        Languages.TryGetValue(source.Ending, out var language);
        using var lines = TextContent.Open(source, reading);
        var code = new StringBuilder();
        var count = 0;
        while (lines.ReadLine() is { } line)
        {
            reading.Budget.Tick();
            if ((count >= EnoughLines && string.IsNullOrWhiteSpace(line)) || code.Length > MostCharacters)
            {
                Flush(code, language, reading);
                count = 0;
            }

            code.Append(line).Append('\n');
            count++;
        }

        Flush(code, language, reading);
    }

    private static void Flush(StringBuilder code, string? language, Reading reading)
    {
        var text = code.ToString().Trim('\n');
        if (text.Length > 0) reading.Add(new CodeBlock(text, language));
        code.Clear();
    }
}
