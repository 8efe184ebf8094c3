using Onebox.Catalog.Importing;

namespace Onebox.Catalog.Tests.Importing;

/// <summary>Pins docs/formats/model-folder.md: a hash in a record must mean the same for ever.</summary>
public sealed class ContentHashTests
{
    private static readonly StoredFile Weights = new("a.gguf", 3, new string('1', 64), HoldsWeights: true);
    private static readonly StoredFile Config = new("config.json", 5, new string('2', 64), HoldsWeights: false);

    [Fact]
    public void ContentHash_OfKnownFiles_IsPinned() =>
        Assert.Equal("459d366d3fddd20ebba50277beed6f8fad7e30684962e0927ee0ecc0b556e71e", Of(Weights, Config));

    [Fact]
    public void ContentHash_OfRenamedWeights_IsTheSame() => Assert.Equal(Of(Weights, Config), Of(Weights with { Name = "b.gguf" }, Config));

    [Fact]
    public void ContentHash_OfOtherBytesOrAnotherCompanion_Differs()
    {
        Assert.NotEqual(Of(Weights, Config), Of(Weights with { Sha256 = new string('3', 64) }, Config));
        Assert.NotEqual(Of(Weights, Config), Of(Weights, Config with { Name = "other.json" }));
        Assert.NotEqual(Of(Weights, Config), Of(Weights));
        Assert.NotEqual(Of(Weights, Weights with { Sha256 = new string('3', 64) }), Of(Weights with { Sha256 = new string('3', 64) }, Weights));
    }

    private static string Of(params StoredFile[] files) => new StagedModel("gguf", null, ArchitectureFacts.Unknown, files).ContentHash;
}
