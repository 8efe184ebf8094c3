using CsCheck;
using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class CheckpointTests
{
    [Fact]
    public void Retention_KeepsTheLatestAndTheBest()
    {
        using var model = LoopSetup.Model();
        var folder = LoopSetup.Folder();
        LoopSetup.Train(LoopSetup.Settings with { Steps = 40, CheckpointEverySteps = 5, KeepCheckpoints = 2 }, model, folder, new Recorder());
        var left = CheckpointFolder.List(folder);
        Assert.Equal(2, left.Count);
        Assert.Equal(40, left[0].Step);
        Assert.True(left[0].IsLatest && !left[1].IsLatest);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder), e => e.EndsWith(".partial", StringComparison.Ordinal) || e.EndsWith(".old", StringComparison.Ordinal) || e.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("manifest.json")]
    public void Resume_LatestIsDamaged_GoesOnFromTheOneBeforeAndSaysSo(string damaged)
    {
        var (folder, settings) = (LoopSetup.Folder(), LoopSetup.Settings with { Steps = 9, CheckpointEverySteps = 4, Schedule = RateSchedule.Constant });
        using var model = LoopSetup.Model();
        var whole = new Recorder();
        LoopSetup.Train(settings, model, folder, whole);
        var (last, before) = (CheckpointFolder.List(folder)[0], CheckpointFolder.List(folder)[1]);
        var path = Path.Combine(last.Path, damaged);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length - 100] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var again = LoopSetup.Model();
        var heard = new Recorder();
        LoopSetup.Train(settings, again, folder, heard);
        Assert.Equal(before.Name, heard.Of<RunStarted>().Single().ResumedFrom);
        Assert.Equal(whole.Losses.Skip((int)before.Step), heard.Losses);
        Assert.True(LoopSetup.Bits(model).AsSpan().SequenceEqual(LoopSetup.Bits(again)));
    }

    [Fact]
    public void Resume_AllDamaged_RefusesInsteadOfBeginningAnew()
    {
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder());
        var path = Path.Combine(CheckpointFolder.List(folder).Single().Path, "weights.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^8]);
        Assert.Equal(TrainingError.Damaged, Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder())).Error);
    }

    [Fact]
    public void Resume_OtherSettings_NamesWhatChanged()
    {
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder());
        var refused = Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings with { Seed = 8, LearningRate = 0.1 }, model, folder, new Recorder()));
        Assert.Equal(TrainingError.OtherRun, refused.Error);
        Assert.Contains("seed was 7, is 8", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learningRate", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Resume_OtherModel_NamesTheTensor()
    {
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder());
        using var other = DecoderModel.Create(LoopSetup.Shape with { Layers = 3 }, 3);
        Assert.Equal(TrainingError.OtherRun, Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings, other, folder, new Recorder())).Error);
    }

    [Fact]
    public void LoadWeights_OfACheckpoint_GivesTheTrainedModel()
    {
        var folder = LoopSetup.Folder();
        using var trained = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, trained, folder, new Recorder());
        using var fresh = LoopSetup.Model();
        CheckpointFolder.LoadWeights(CheckpointFolder.List(folder)[0].Path, fresh.Parameters);
        Assert.True(LoopSetup.Bits(trained).AsSpan().SequenceEqual(LoopSetup.Bits(fresh)));
        Assert.Equal(trained.Evaluate(TokenBatch.Text([1, 2, 3, 4, 5])), fresh.Evaluate(TokenBatch.Text([1, 2, 3, 4, 5])));
    }

    [Fact]
    public void Format_FilesOfACheckpoint_ArePinned()
    {
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder());
        Assert.Equal("step-00000012\n", File.ReadAllText(Path.Combine(folder, "latest")));
        var path = Path.Combine(folder, "step-00000012");
        Assert.Equal(["manifest.json", "manifest.xxh128", "optimizer.safetensors", "weights.safetensors"], Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        using var manifest = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "manifest.json")));
        Assert.Equal(["format", "identity", "writtenAt", "settings", "state", "tensors"], manifest.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, manifest.RootElement.GetProperty("format").GetInt32());
        Assert.Equal(["step", "tokens", "totalSteps", "warmup", "position", "losses", "bestLoss", "bestStep", "worse", "validationLoss", "updates"], manifest.RootElement.GetProperty("state").EnumerateObject().Select(p => p.Name));
        var tensor = manifest.RootElement.GetProperty("tensors")[0];
        Assert.Equal(["name", "file", "shape", "bytes", "hash"], tensor.EnumerateObject().Select(p => p.Name));
        Assert.Equal(32, tensor.GetProperty("hash").GetString()!.Length);
        Assert.Equal(3 * model.Parameters.Count, manifest.RootElement.GetProperty("tensors").GetArrayLength());
    }

    [Fact]
    public void Manifest_AnyFlippedByte_IsRefused()
    {
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings with { Steps = 1 }, model, folder, new Recorder());
        var path = CheckpointFolder.List(folder).Single().Path;
        var file = Path.Combine(path, "manifest.json");
        var bytes = File.ReadAllBytes(file);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[1, 255]).Sample(
            (at, with) =>
            {
                var broken = bytes.ToArray();
                broken[at] ^= (byte)with;
                File.WriteAllBytes(file, broken);
                Assert.Equal(TrainingError.Damaged, Assert.Throws<TrainingException>(() => CheckpointManifest.Read(path)).Error);
            },
            iter: 200,
            threads: 1);
    }
}
