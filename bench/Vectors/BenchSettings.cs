using System.Globalization;

namespace Onebox.Vectors.Bench;

/// <summary>The command line.</summary>
internal sealed record BenchSettings
{
    public const string Usage = """
        Measures Onebox's vector index, and hnswlib beside it when it is installed (Debian: apt-get install libhnswlib-dev g++).

          --base B.fvecs --queries Q.fvecs --truth T.ivecs --metric l2|cosine|ip [--json]
              recall@10 and queries a second on one thread, per storage and width; build time; memory
          --storage single,int8,code4     storages to measure (also half, code3, code2, code1)
          --widths 16,24,32               widths (ef) to try; default: upwards until recall@10 is 0.99
          --links 16 --build-width 128    M and efConstruction, for both sides
          --threads N                     build threads, for both sides; default: all
          --seconds 1                     length of each measurement
          --filters                       also filtered search at 0.1, 1, 10 and 50 percent
          --no-hnswlib
          --folder DIR                    keep each index in DIR/STORAGE, and use what is there; --mapped: from the mapped file, not from memory
          --generate DIR --count N --dimensions D [--metric M]   writes base, queries and exact truth of clustered synthetic data
          --kernels                       bytes and nanoseconds a distance, against this machine's memory
        """;

    public string? Base { get; init; }

    public string? Queries { get; init; }

    public string? Truth { get; init; }

    public string Metric { get; init; } = "l2";

    public bool Json { get; init; }

    public VectorStorage[] Storages { get; init; } = [VectorStorage.Single, VectorStorage.Int8, VectorStorage.Code4];

    public int[] Widths { get; init; } = [];

    public int Links { get; init; } = 16;

    public int BuildWidth { get; init; } = 128;

    public int Threads { get; init; } = Environment.ProcessorCount;

    public double Seconds { get; init; } = 1;

    public bool Filters { get; init; }

    public bool Hnswlib { get; init; } = true;

    public string? Folder { get; init; }

    public bool Mapped { get; init; }

    public string? Generate { get; init; }

    public int Count { get; init; } = 100_000;

    public int Dimensions { get; init; } = 384;

    public int QueryCount { get; init; } = 1000;

    public bool Kernels { get; init; }

    public VectorMetric IndexMetric => Metric switch
    {
        "l2" => VectorMetric.L2,
        "cosine" => VectorMetric.Cosine,
        "ip" => VectorMetric.InnerProduct,
        _ => throw new FormatException($"--metric {Metric} is not one of l2, cosine, ip."),
    };

    public static BenchSettings Parse(string[] args)
    {
        var settings = new BenchSettings();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            settings = args[i] switch
            {
                "--base" => settings with { Base = Value() },
                "--queries" => settings with { Queries = Value() },
                "--truth" => settings with { Truth = Value() },
                "--metric" => settings with { Metric = Value() },
                "--json" => settings with { Json = true },
                "--storage" => settings with { Storages = [.. Value().Split(',').Select(static s => Enum.Parse<VectorStorage>(s, ignoreCase: true))] },
                "--widths" => settings with { Widths = [.. Value().Split(',').Select(static w => int.Parse(w, CultureInfo.InvariantCulture))] },
                "--links" => settings with { Links = Number() },
                "--build-width" => settings with { BuildWidth = Number() },
                "--threads" => settings with { Threads = Number() },
                "--seconds" => settings with { Seconds = double.Parse(Value(), CultureInfo.InvariantCulture) },
                "--filters" => settings with { Filters = true },
                "--no-hnswlib" => settings with { Hnswlib = false },
                "--folder" => settings with { Folder = Value() },
                "--mapped" => settings with { Mapped = true },
                "--generate" => settings with { Generate = Value() },
                "--count" => settings with { Count = Number() },
                "--dimensions" => settings with { Dimensions = Number() },
                "--query-count" => settings with { QueryCount = Number() },
                "--kernels" => settings with { Kernels = true },
                _ => throw new FormatException($"{args[i]} is not an option."),
            };
        }

        return settings;
    }
}
