using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Weights;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>A trained model in every form that others read.</summary>
public sealed class ExportTests(TrainedBox box) : IClassFixture<TrainedBox>
{
    [Fact]
    public async Task Export_OfATrainedModel_WritesEveryFormAndMeasuresWhatQuantizingCost()
    {
        Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
        await box.TrainAsync("exported", box.Recipe("exported", "lora", box.TextRows, "steps: 4"));

        var gguf = await ExportAsync("gguf", "whole.gguf");
        Assert.Equal((await box.Client.Models.GetAsync("exported")).Files[0].Sha256, Assert.Single(gguf.Files).Sha256);
        Assert.Null(gguf.Loss);

        var q8 = await ExportAsync("gguf", "q8.gguf", "Q8_0");
        var loss = q8.Loss!;
        Assert.Contains("validation", loss.Sample, StringComparison.Ordinal);
        Assert.True(loss.Tokens > 100);
        Assert.InRange(loss.MeanKullbackLeibler, 1e-9, 0.01);
        Assert.InRange(loss.PerplexityAfter / loss.PerplexityBefore, 0.98, 1.02);
        Assert.True(new FileInfo(q8.Path).Length < new FileInfo(gguf.Path).Length);
        var q4 = await ExportAsync("gguf", "q4.gguf", "Q4_K_M");
        Assert.True(q4.Loss!.MeanKullbackLeibler > loss.MeanKullbackLeibler);

        Assert.Contains((await ExportAsync("peft", "adapter")).Files, f => f.Name == "adapter_model.safetensors");
        Assert.Equal("adapter", ModelFolder.Inspect((await ExportAsync("gguf-lora", "adapter.gguf")).Path).Models[0].Architecture.Kind);
        var folder = await ExportAsync("safetensors", "hf");
        Assert.Equal(ModelFileFormat.Safetensors, ModelFolder.Inspect(folder.Path).Models[0].Format);

        var taken = await Assert.ThrowsAsync<BoxException>(() => ExportAsync("gguf", "whole.gguf"));
        Assert.Equal("export.target_taken", taken.Problem.Code);
        Assert.Empty(Directory.GetFileSystemEntries(box.Box.Folder, "*.part"));
    }

    private async Task<ExportInfo> ExportAsync(string format, string name, string? quantization = null)
    {
        var accepted = await box.Client.Training.ExportAsync("exported", new ExportModelRequest(format, Path.Combine(box.Box.Folder, name), quantization));
        await box.DoneAsync(accepted.TaskId);
        return await box.Client.Training.GetExportAsync(accepted.TaskId);
    }
}
