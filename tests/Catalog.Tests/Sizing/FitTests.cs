using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog.Tests.Sizing;

public sealed class FitTests : IAsyncLifetime
{
    private const long Gigabyte = 1L << 30;

    private readonly TemporaryFolder _folder = new();
    private CatalogBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await StartAsync(new LendableDevice("dev_1", "gpu", "GPU 0", "box", 24 * Gigabyte, 20 * Gigabyte));

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fit_OfTheStoryModel_IsExactInWeightsAndCache()
    {
        await _box.ImportedAsync(new ImportModelRequest(Name: "stories", Path: SharedData.Require("stories260K.gguf")));

        var fit = await FitAsync(new FitRequest("stories", ContextTokens: 512, Parallel: 4));

        // 5 layers, 4 KV heads of 8, f16; 512 × 4 cells and the engine's own, padded to 256.
        Assert.Equal(5L * 2304 * 2 * 4 * 8 * 2, fit.KeyValueBytes);
        Assert.Equal(("fits", 512, 4), (fit.Verdict, fit.ContextTokens, fit.Parallel));
        Assert.Contains("GPU 0", fit.Summary, StringComparison.Ordinal);
        Assert.Equal(512, Assert.Single(fit.Devices).LargestContextTokens);
    }

    [Fact]
    public async Task Fit_OfAPresetThatFits_SaysHowMuchStays()
    {
        var fit = await FitAsync(new FitRequest("qwen3-8b", ContextTokens: 8192, Parallel: 1));

        Assert.Equal("fits", fit.Verdict);
        Assert.Empty(fit.Levers);
        Assert.Equal(36L * (8192 + 256) * 2 * 8 * 128 * 2, fit.KeyValueBytes);
        Assert.Equal(fit.TotalBytes, fit.WeightsBytes + fit.KeyValueBytes + fit.ComputeBytes + fit.RuntimeBytes);
    }

    [Fact]
    public async Task Fit_OfTooLongAContext_NamesLeversThatEachSuffice()
    {
        var fit = await FitAsync(new FitRequest("qwen3-8b", ContextTokens: 40960, Parallel: 4));

        Assert.Equal("fits-if", fit.Verdict);
        Assert.Contains(fit.Levers, l => l.Contains("q8_0", StringComparison.Ordinal) || l.Contains("q4_0", StringComparison.Ordinal));
        var context = Assert.Single(fit.Devices).LargestContextTokens!.Value;
        Assert.Equal("fits", (await FitAsync(new FitRequest("qwen3-8b", ContextTokens: context, Parallel: 4))).Verdict);
        Assert.NotEqual("fits", (await FitAsync(new FitRequest("qwen3-8b", ContextTokens: context + 256, Parallel: 4))).Verdict);
    }

    [Fact]
    public async Task Fit_OfAGiant_DoesNotFitAndSaysWhy()
    {
        var fit = await FitAsync(new FitRequest("deepseek-r1"));

        Assert.Equal("does-not-fit", fit.Verdict);
        Assert.Null(Assert.Single(fit.Devices).LargestContextTokens);
        Assert.Contains("GiB", fit.Devices[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_WhileMemoryIsHeld_AsksToFreeIt()
    {
        await _box.DisposeAsync();
        _box = await StartAsync(new LendableDevice("dev_1", "gpu", "GPU 0", "box", 24 * Gigabyte, 2 * Gigabyte));

        var fit = await FitAsync(new FitRequest("qwen3-8b"));

        Assert.Equal(("fits-if", "fits-if"), (fit.Verdict, fit.Devices[0].Verdict));
        Assert.StartsWith("Free", fit.Levers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_OfTraining_FollowsThePublishedFormula()
    {
        var fit = await FitAsync(new FitRequest("qwen3-0.6b", Training: new TrainingShape("full", "bf16", 512, 1)));

        // 2 bytes of weights, 4 of gradients and 12 of AdamW for each of 596,049,920 parameters; moments in 16 bits take 4 less.
        Assert.Equal(2L * 596_049_920, fit.WeightsBytes);
        Assert.True(fit.TrainingBytes > 16L * 596_049_920);
        var half = await FitAsync(new FitRequest("qwen3-0.6b", Training: new TrainingShape("full", "bf16", 512, 1, HalfMoments: true)));
        Assert.Equal(4L * 596_049_920, fit.TrainingBytes - half.TrainingBytes);
        Assert.Contains(fit.Arithmetic, l => l.StartsWith("activations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fit_OfTraining_ShrinksWithEachLever()
    {
        var full = await TrainAsync("full");
        var checkpointed = await TrainAsync("full", checkpointing: true);
        var lora = await TrainAsync("lora");
        var qlora = await TrainAsync("qlora");

        Assert.True(full > checkpointed && full > lora && lora > qlora);
        Assert.Equal("fits-if", (await FitAsync(new FitRequest("qwen3-8b", Training: new TrainingShape("full", "bf16", 2048, 4)))).Verdict);
    }

    [Theory]
    [InlineData("qwen3-8b", "q5_1", "sizing.key_value_type", 400)]
    [InlineData("nothing", "f16", "model.not_found", 404)]
    public async Task Fit_OfAnImpossibleQuestion_SaysWhatIsWrong(string model, string type, string code, int status)
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => FitAsync(new FitRequest(model, KeyValueType: type)));

        Assert.Equal((code, status), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task Fit_OfAModelThatIsHere_IsNotAskedInAnotherQuantization()
    {
        await _box.ImportedAsync(new ImportModelRequest(Name: "stories", Path: SharedData.Require("stories260K.gguf")));

        var error = await Assert.ThrowsAsync<BoxException>(() => FitAsync(new FitRequest("stories", "Q4_K_M")));
        Assert.Equal(("sizing.quantization_unknown", 400), (error.Problem.Code, error.Problem.Status));
        Assert.Equal("F32", (await FitAsync(new FitRequest("stories", "f32"))).Quantization);
    }

    private Task<CatalogBox> StartAsync(params LendableDevice[] devices) =>
        CatalogBox.StartAsync(_folder.Path, services: s => s.AddSingleton<ILendableDevices>(new FixedDevices(devices)));

    private Task<FitReport> FitAsync(FitRequest request) => _box.Client.Models.FitAsync(request, TestContext.Current.CancellationToken);

    private async Task<long> TrainAsync(string method, bool checkpointing = false) =>
        (await FitAsync(new FitRequest("qwen3-8b", Training: new TrainingShape(method, "bf16", 2048, 4, GradientCheckpointing: checkpointing)))).TotalBytes;
}
