namespace Onebox.Testing.Mixed;

/// <param name="Name">Its path below the folder.</param>
/// <param name="Serial">A word that stands in this file and in no other; null for formats into which none can be written.</param>
public sealed record GoodFile(string Name, string? Serial);

/// <param name="Name">Its path below the folder.</param>
/// <param name="Poison">What is wrong with it, for reports.</param>
public sealed record PoisonedFile(string Name, string Poison);

/// <summary>
/// A folder as companies have them: files of every format, made by copying and varying the corpus of <c>tests/Documents.Tests</c>, with some among them that are broken or
/// made to harm. The same seed gives the same bytes.
/// </summary>
public sealed class MixedFolder
{
    private MixedFolder(string path, IReadOnlyList<GoodFile> good, IReadOnlyList<PoisonedFile> poisoned) => (Path, Good, Poisoned) = (path, good, poisoned);

    public string Path { get; }

    public IReadOnlyList<GoodFile> Good { get; }

    public IReadOnlyList<PoisonedFile> Poisoned { get; }

    /// <param name="path">The folder; made if it is not there.</param>
    /// <param name="corpus">Where the corpus lies.</param>
    /// <param name="good">How many good files; each format comes at least once if there are enough.</param>
    /// <param name="poisoned">How many bad ones, at most <see cref="PoisonedFiles.Count"/>.</param>
    /// <param name="seed">For everything that is chosen by chance.</param>
    /// <param name="pages">True: whole scanned pages among them, which take seconds each; false: labels only.</param>
    public static MixedFolder Write(string path, string corpus, int good, int poisoned, int seed, bool pages)
    {
        var random = new Random(seed);
        var formats = GoodFiles.Formats(corpus, pages);
        List<GoodFile> goods = [];
        for (var i = 0; i < good; i++)
        {
            var format = i < formats.Count ? formats[i] : Weighted(formats, random);
            var serial = $"qz{i:D5}{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}";
            var name = $"{Folders[random.Next(Folders.Length)]}/{i:D4}-{format.Name}";
            Put(path, name, format.Make(serial, random));
            goods.Add(new GoodFile(name, format.HoldsSerial ? serial : null));
        }

        var poisons = PoisonedFiles.All(corpus, random).Take(poisoned).ToList();
        foreach (var (name, _, bytes) in poisons) Put(path, $"poisoned/{name}", bytes());
        return new MixedFolder(path, goods, [.. poisons.Select(p => new PoisonedFile($"poisoned/{p.Name}", p.Poison))]);
    }

    private static readonly string[] Folders = ["contracts", "works/north", "works/south", "人事", "mail 2026", "archive"];

    private static GoodFormat Weighted(IReadOnlyList<GoodFormat> formats, Random random)
    {
        var at = random.Next(formats.Sum(f => f.Weight));
        return formats.First(f => (at -= f.Weight) < 0);
    }

    private static void Put(string folder, string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(folder, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
