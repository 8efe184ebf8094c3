using Onebox.Catalog.Presets;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog.Tests.Presets;

public sealed class PresetTests
{
    private const string Own = """
        schema: 1
        catalog: "2026.11"
        entries:
          - id: our-model
            name: Our model
            family: ours
            publisher: Us
            sizeClass: 0.5b
            kind: chat
            parameters: { total: 1000000, precision: exact }
            architecture: { general: llama, layers: 2, hiddenSize: 64, attentionHeads: 4, kvHeads: 2, headSize: 16, ffnSize: 128, vocabulary: 512, contextLength: 512 }
            hub: { repository: us/ours }
            modes:
              latency: { context: 512, parallel: 1, kvType: f16, flashAttention: auto, source: onebox }
              throughput: { context: 256, parallel: 4, kvType: f16, flashAttention: auto, source: onebox }
            sources: { parameters: [here], architecture: [here] }
        """;

    [Fact]
    public void BuiltIn_Files_AllReadAndSuffice()
    {
        var presets = PresetCatalog.BuiltIn().SelectMany(f => PresetReader.Read(f.Name, f.Yaml)).ToList();

        Assert.True(presets.Count >= 40, $"{presets.Count} presets");
        Assert.Equal(presets.Count, presets.Select(p => p.Id).Distinct(StringComparer.Ordinal).Count());
        foreach (var size in new[] { "0.5b", "1.5b", "3-4b", "7-8b", "13-14b", "27-32b", "70b", "moe", "embedding", "reranking" }) Assert.Contains(presets, p => p.SizeClass == size);
    }

    [Fact]
    public void BuiltIn_Presets_CanAllBeSized()
    {
        foreach (var preset in PresetCatalog.BuiltIn().SelectMany(f => PresetReader.Read(f.Name, f.Yaml)))
        {
            var recommended = PresetQuantizations.Recommended(preset);
            Assert.True(recommended is not null, preset.Id);
            var mode = preset.Modes["latency"];
            var need = Catalog.Sizing.ServingMemory.Estimate(preset.Sized(recommended), new ServingShape(mode.Context, mode.Parallel));
            Assert.True(need.WeightsBytes > preset.Parameters.Total / 8, preset.Id);
        }
    }

    [Fact]
    public void Read_OfAFileWithMistakes_NamesThemAll()
    {
        var broken = Own.Replace("kind: chat", "kind: chatty", StringComparison.Ordinal).Replace("context: 512, parallel: 1", "context: 1024, parallel: 1", StringComparison.Ordinal).Replace("architecture: [here]", "licence: [here]", StringComparison.Ordinal);

        var error = Assert.Throws<PresetException>(() => PresetReader.Read("own.yaml", broken));

        Assert.Equal(3, error.Errors.Count);
    }

    [Theory]
    [InlineData("schema: 2\nentries: []")]
    [InlineData("schema: [1")]
    [InlineData("")]
    public void Read_OfWhatIsNoPresetFile_IsRefused(string yaml) => Assert.Throws<PresetException>(() => PresetReader.Read("own.yaml", yaml));

    [Fact]
    public async Task List_WithOwnFiles_AddsThemAndSkipsBrokenOnes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/presets/own.yaml", System.Text.Encoding.UTF8.GetBytes(Own));
        folder.Write("data/presets/broken.yaml", "schema: 9"u8.ToArray());
        await using var box = await CatalogBox.StartAsync(folder.Path, services: s => s.AddSingleton<ILendableDevices>(new FixedDevices(new LendableDevice("dev_1", "memory", "Memory", "box", 8L << 30, 6L << 30))));

        var all = await box.Client.Models.PresetsAsync(cancellation: TestContext.Current.CancellationToken);
        var fitting = await box.Client.Models.PresetsAsync(fitsOnly: true, TestContext.Current.CancellationToken);

        Assert.Equal("fits", all.Items.Single(p => p.Id == "our-model").Verdict);
        Assert.Equal("does-not-fit", all.Items.Single(p => p.Id == "deepseek-r1").Verdict);
        Assert.NotEmpty(fitting.Items);
        Assert.All(fitting.Items, p => Assert.NotEqual("does-not-fit", p.Verdict));
        Assert.All(all.Items, p => Assert.NotEmpty(p.Sources));
    }
}
