using System.Globalization;
using Onebox.Knowledge.Bench;

// dotnet run -c Release --project bench/Knowledge -- SET… [--articles] [--chunk-tokens N]           nDCG@10 of text, vectors, hybrid
// dotnet run -c Release --project bench/Knowledge -- --reading SET… [--chunk-tokens N] [--passages N]  does the answer stand in the prompt?
// dotnet run -c Release --project bench/Knowledge -- --floor SET…                                     what scores right and wrong hits have
// A set: a file in SQuAD's form, a folder in BEIR's, WordNet's dict folder, or a folder with Markdown files.
var sets = args.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] is not ("--chunk-tokens" or "--passages"))).ToList();
if (sets.Count == 0)
{
    Console.Error.WriteLine("Name one or more question sets.");
    return 2;
}

int Number(string option, int otherwise) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
foreach (var path in sets)
{
    if (args.Contains("--reading")) await ReadingBench.RunAsync(QuestionSet.Read(path, articles: true), Number("--chunk-tokens", 120), Number("--passages", 4));
    else if (args.Contains("--floor")) await FloorBench.RunAsync(QuestionSet.Read(path, articles: true));
    else await RetrievalBench.RunAsync(QuestionSet.Read(path, args.Contains("--articles")), Number("--chunk-tokens", 400));
}

return 0;
