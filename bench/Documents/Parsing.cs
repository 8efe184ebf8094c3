using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Onebox.Documents.Ocr;

namespace Onebox.Documents.Bench;

/// <summary>Pages a second for each format, by the parsers alone. A page is what the format calls one; where it has none, 1,800 characters.</summary>
internal static class Parsing
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var folder = arguments.FirstOrDefault(a => !a.StartsWith("--", StringComparison.Ordinal) && !double.TryParse(a, CultureInfo.InvariantCulture, out _)) ?? Path.Combine("tests", "Documents.Tests", "Corpus");
        var seconds = Array.IndexOf(arguments, "--seconds") is var at and >= 0 && at + 1 < arguments.Length ? double.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : 2;
        using var engine = arguments.Contains("--ocr", StringComparer.Ordinal) ? OcrEngine.Load(threads: Environment.ProcessorCount) : null;
        var parser = new DocumentParser(engine);
        var results = new List<(string Format, int Files, double PagesPerSecond, double MegabytesPerSecond)>();
        var files = Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is not (".expected" or ".md") || folder != Path.Combine("tests", "Documents.Tests", "Corpus"));
        foreach (var group in files.GroupBy(f => Path.GetExtension(f).ToLowerInvariant()).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (engine is null && group.Key is ".png" or ".jpg" or ".jpeg" or ".tif" or ".tiff" or ".webp") continue;
            double pages = 0, bytes = 0, busy = 0;
            var read = 0;
            foreach (var file in group)
            {
                try
                {
                    // The first time compiles; it does not count.
                    await parser.ParseAsync(file);
                    var watch = Stopwatch.StartNew();
                    var rounds = 0;
                    do
                    {
                        var document = await parser.ParseAsync(file);
                        pages += document.Pages.Count > 0 ? document.Pages.Count : Math.Max(1, document.Blocks.Sum(b => b.ToText().Length) / 1800.0);
                        bytes += new FileInfo(file).Length;
                        rounds++;
                    }
                    while (watch.Elapsed.TotalSeconds < seconds / group.Count() && rounds < 10_000);
                    busy += watch.Elapsed.TotalSeconds;
                    read++;
                }
                catch (DocumentRefusedException refusal)
                {
                    await Console.Error.WriteLineAsync($"{Path.GetFileName(file)}: {refusal.Message}");
                }
            }

            if (read > 0) results.Add((group.Key[1..], read, pages / busy, bytes / busy / 1e6));
        }

        if (arguments.Contains("--json", StringComparer.Ordinal))
        {
            using var writer = new Utf8JsonWriter(Console.OpenStandardOutput());
            writer.WriteStartArray();
            foreach (var result in results)
            {
                writer.WriteStartObject();
                writer.WriteString("format", result.Format);
                writer.WriteNumber("files", result.Files);
                writer.WriteNumber("pagesPerSecond", Math.Round(result.PagesPerSecond, 2));
                writer.WriteNumber("megabytesPerSecond", Math.Round(result.MegabytesPerSecond, 3));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            return 0;
        }

        Console.WriteLine($"{"format",-8}{"files",6}{"pages/s",12}{"MB/s",10}");
        foreach (var result in results) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Format,-8}{result.Files,6}{result.PagesPerSecond,12:0.0}{result.MegabytesPerSecond,10:0.00}"));
        return 0;
    }
}
