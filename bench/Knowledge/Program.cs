using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Documents;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

// dotnet run -c Release --project bench/Knowledge -- ../shared/data/xquad.en.json ../shared/data/xquad.zh.json
// Paragraphs as documents, their questions as queries: nDCG@10 of text, vectors and hybrid, each at chosen weights. A question has one right paragraph.
if (args.Length == 0)
{
    Console.Error.WriteLine("Name one or more files in SQuAD's form.");
    return 2;
}

foreach (var file in args) await MeasureAsync(file);
return 0;

static async Task MeasureAsync(string file)
{
    var (paragraphs, questions) = Read(file);
    var folder = Directory.CreateTempSubdirectory("onebox-bench-").FullName;
    try
    {
        var embedder = new SentenceEmbedder();
        using var index = KnowledgeIndex.Open(folder, "bench", embedder.Dimensions);
        var begun = Stopwatch.GetTimestamp();
        foreach (var (text, number) in paragraphs.Select((p, i) => (p, i))) await AddAsync(index, embedder, number, text);
        var filled = Stopwatch.GetElapsedTime(begun);
        var view = index.View;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}: {paragraphs.Count} paragraphs, {view.Chunks} chunks, {view.Windows} vectors in {filled.TotalSeconds:0.0} s; {questions.Count} questions"));

        var everything = view.Admit(Readership.Everything, null);
        var candidates = new List<List<Candidate>>();
        using var connection = index.Read();
        double textTime = 0, vectorTime = 0;
        var vectors = await embedder.EmbedAsync([.. questions.Select(q => q.Text)], CancellationToken.None);
        for (var i = 0; i < questions.Count; i++)
        {
            var (found, byText, byVector) = Search.Collect(index, view, everything, connection, SearchMode.Hybrid, questions[i].Text, vectors[i], 100);
            candidates.Add(found);
            (textTime, vectorTime) = (textTime + byText, vectorTime + byVector);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a question: {textTime / questions.Count:0.00} ms text, {vectorTime / questions.Count:0.00} ms vectors"));
        foreach (var fusion in Fusion.Candidates)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  text {fusion.TextWeight:0.##} vector {fusion.VectorWeight:0.##}: nDCG@10 {Gain(fusion, candidates, questions, view):0.0000}{(fusion == Fusion.Default ? "  (the default)" : "")}"));
        var half = questions.Count / 2;
        var learned = Fusion.Candidates.MaxBy(f => Gain(f, candidates[..half], questions[..half], view))!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  learned on the first half ({learned.TextWeight:0.##}:{learned.VectorWeight:0.##}), on the other half: {Gain(learned, candidates[half..], questions[half..], view):0.0000}, text alone there {Gain(new Fusion(1, 0), candidates[half..], questions[half..], view):0.0000}"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static double Gain(Fusion fusion, List<List<Candidate>> candidates, List<(string Text, int Paragraph)> questions, IndexView view)
{
    var sum = 0.0;
    for (var i = 0; i < questions.Count; i++)
    {
        var ranked = candidates[i].OrderByDescending(c => fusion.Score(c.Text, c.Vector)).ThenBy(c => c.Chunk)
            .Select(c => view.Document(view.DocumentOf(c.Chunk)).Name).Distinct(StringComparer.Ordinal).Take(10).ToList();
        var at = ranked.IndexOf(questions[i].Paragraph.ToString(CultureInfo.InvariantCulture));
        if (at >= 0) sum += 1 / Math.Log2(at + 2);
    }

    return sum / questions.Count;
}

static async Task AddAsync(KnowledgeIndex index, SentenceEmbedder embedder, int number, string text)
{
    var name = number.ToString(CultureInfo.InvariantCulture);
    var document = new Document { Name = name, MimeType = "text/plain", Blocks = [new ParagraphBlock(text)] };
    var chunks = new StructurePolicy().Cut(document, new ChunkSizes(), embedder.Size).ToList();
    var (embedded, _) = await EmbedChunks.RunAsync(chunks, embedder, index, CancellationToken.None);
    var stored = new StoredDocument(0, name, name, "", name, "text/plain", text.Length, "", StoredDocument.Ready, null, [], [], "", 0, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "", []);
    await index.WriteAsync((connection, change) => DocumentWriter.Put(connection, change, stored, null, embedded), CancellationToken.None);
}

static (List<string> Paragraphs, List<(string Text, int Paragraph)> Questions) Read(string file)
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(file));
    var (paragraphs, questions) = (new List<string>(), new List<(string, int)>());
    foreach (var paragraph in json.RootElement.GetProperty("data").EnumerateArray().SelectMany(a => a.GetProperty("paragraphs").EnumerateArray()))
    {
        foreach (var question in paragraph.GetProperty("qas").EnumerateArray()) questions.Add((question.GetProperty("question").GetString()!, paragraphs.Count));
        paragraphs.Add(paragraph.GetProperty("context").GetString()!);
    }

    return (paragraphs, questions);
}
