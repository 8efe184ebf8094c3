using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Onebox.Catalog.Advice;

/// <summary>A device that boxes are built of, as <c>Advice/device-classes.yaml</c> states it with its source.</summary>
internal sealed class DeviceClass
{
    private static readonly Lazy<IReadOnlyList<DeviceClass>> Known = new(Read);

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary><c>gpu</c> or <c>memory</c>.</summary>
    public string Kind { get; set; } = "";
    public long MemoryBytes { get; set; }

    /// <summary>Bytes a second, the maker's peak.</summary>
    public double Bandwidth { get; set; }

    /// <summary>Null where it was not read.</summary>
    public double? Bf16Flops { get; set; }

    /// <summary>How many one box takes.</summary>
    public List<int> PerBox { get; set; } = [];
    public string Source { get; set; } = "";

    public static IReadOnlyList<DeviceClass> All => Known.Value;

    private static List<DeviceClass> Read()
    {
        using var yaml = new StreamReader(typeof(DeviceClass).Assembly.GetManifestResourceStream("Onebox.Catalog.Advice.device-classes.yaml")!);
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<Document>(yaml).Classes;
    }

    private sealed class Document
    {
        public int Schema { get; set; }
        public List<DeviceClass> Classes { get; set; } = [];
    }
}
