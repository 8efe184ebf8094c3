using System.Globalization;
using Onebox.Knowledge.Bench;

// dotnet run -c Release --project bench/Knowledge -- SET… [--articles] [--chunk-tokens N]           nDCG@10 of text, vectors, hybrid
// dotnet run -c Release --project bench/Knowledge -- --reading SET… [--chunk-tokens N] [--passages N]  does the answer stand in the prompt?
// dotnet run -c Release --project bench/Knowledge -- --floor SET…                                     what scores right and wrong hits have
// dotnet run -c Release --project bench/Knowledge -- --peer SET… [--text] [--worst N]                  nDCG@10 beside Lucene's, question by question
// A set: a file in SQuAD's form, a folder in BEIR's, WordNet's dict folder, or a folder with Markdown files.
var sets = args.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] is not ("--chunk-tokens" or "--passages" or "--worst"))).ToList();
if (sets.Count == 0)
{
    Console.Error.WriteLine("Name one or more question sets.");
    return 2;
}

int Number(string option, int otherwise) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
if (args.Contains("--peer")) Console.WriteLine(PeerBench.Header);
foreach (var path in sets)
{
    if (args.Contains("--peer")) await PeerBench.RunAsync(await QuestionSet.ReadAsync(path, articles: false), embed: !args.Contains("--text"), Number("--worst", 0));
    else if (args.Contains("--reading")) await ReadingBench.RunAsync(await QuestionSet.ReadAsync(path, articles: true), Number("--chunk-tokens", 120), Number("--passages", 4));
    else if (args.Contains("--floor")) await FloorBench.RunAsync(await QuestionSet.ReadAsync(path, articles: true));
    else await RetrievalBench.RunAsync(await QuestionSet.ReadAsync(path, args.Contains("--articles")), Number("--chunk-tokens", 400));
}

return 0;
