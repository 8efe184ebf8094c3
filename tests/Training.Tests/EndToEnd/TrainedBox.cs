using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Onebox.Api.Client;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Testing;
using Onebox.Weights;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>A real box with the stories model on it, and files of rows to train it on.</summary>
public class TrainedBox : IAsyncLifetime
{
    /// <summary>Null where this checkout lacks the model: the tests skip.</summary>
    public static string? Stories { get; } = SharedData.Find("stories260K.gguf");

    public RealBox Box { get; private set; } = null!;

    public OneboxClient Client => Box.Client;

    /// <summary>Training and validation rows of plain text.</summary>
    public string TextRows { get; private set; } = "";

    /// <summary>Conversations.</summary>
    public string ChatRows { get; private set; } = "";

    /// <summary>Preferred and rejected answers.</summary>
    public string PreferenceRows { get; private set; } = "";

    /// <summary>Further flags of the host.</summary>
    protected virtual IEnumerable<string> Flags => [];

    public virtual async ValueTask InitializeAsync()
    {
        if (Stories is null) return;
        Box = await RealBox.StartAsync(["--Onebox:Training:LeaseAgainAfter", "00:00:00.2", "--Onebox:Pool:FirstBackOff", "00:00:00.1", .. Flags]);
        await DoneAsync((await Client.Models.ImportAsync(new ImportModelRequest("stories", Stories))).TaskId);
        TextRows = Write("text.jsonl", i => new { text = string.Create(CultureInfo.InvariantCulture, $"Once upon a time there was a cat named Tom number {i}. Tom liked the sun. {(i % 2 == 0 ? "He slept all day." : "He ran in the park.")}") });
        ChatRows = Write("chat.jsonl", i => new { messages = new[] { new { role = "user", content = $"Who is number {i}?" }, new { role = "assistant", content = "It is Tom the cat." } } });
        PreferenceRows = Write("preference.jsonl", i => new { messages = new[] { new { role = "user", content = $"Who is number {i}?" } }, chosen = "It is Tom.", rejected = "I do not know." });
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Box is not null) await Box.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public string Recipe(string name, string method, string rows, params string[] settings) => string.Join('\n', [
        $"name: {name}", "base: stories", $"method: {method}", $"data: {{ train: [\"{rows}\"], validation: [\"{rows}.validation\"] }}",
        "settings:", "  sequenceLength: 64", "  batchTokens: 256", "  threads: 1", "  precision: f32", .. settings.Select(s => "  " + s),
    ]);

    public async Task<string> StartAsync(string recipe) => (await Client.Training.StartAsync(new StartTrainingRequest(Recipe: recipe))).TaskId;

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<TrainingRunInfo> TrainAsync(string name, string recipe)
    {
        await DoneAsync(await StartAsync(recipe));
        return await Client.Training.GetAsync(name);
    }

    public async Task DoneAsync(string taskId)
    {
        var task = await Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, $"{task.Failure?.Code}: {task.Failure?.Cause} {task.Failure?.Remedy}");
    }

    /// <summary>The hash of a model's weights alone: the file says its name too.</summary>
    public async Task<string> WeightsAsync(string model)
    {
        var file = ModelFolder.Inspect(Path.Combine(Box.Folder, "models", (await Client.Models.GetAsync(model)).Id)).Models[0].Files[0];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var handle = file.OpenHandle();
        foreach (var tensor in file.Tensors)
        {
            var bytes = new byte[tensor.ByteLength];
            file.ReadTensor(handle, tensor, 0, bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Waits until the run has come so far.</summary>
    public Task ReachedAsync(string name, Func<TrainingRunInfo, bool> far) => Eventually.TrueAsync(async () =>
    {
        var run = await Client.Training.GetAsync(name);
        Assert.False(run.State == TrainingState.Failed, run.Failure?.Cause);
        return far(run);
    }, TimeSpan.FromMinutes(2));

    /// <summary>Plain text, as many rows as wished.</summary>
    public string Rows(string name, int count) => Write(name, i => new { text = string.Create(CultureInfo.InvariantCulture, $"Tom number {i} liked the sun and slept all day long in the big green park by the river.") }, count);

    private string Write(string name, Func<int, object> row, int count = 40)
    {
        var path = Path.Combine(Box.Folder, name);
        foreach (var (file, split, from, to) in new[] { (path, "train", 0, count), (path + ".validation", "validation", count, count + 8) })
        {
            File.WriteAllLines(file, Enumerable.Range(from, to - from).Select(i =>
            {
                var json = JsonSerializer.SerializeToNode(row(i))!.AsObject();
                (json["id"], json["split"], json["row"]) = (i.ToString("x32", CultureInfo.InvariantCulture), split, i + 1);
                return json.ToJsonString();
            }));
        }

        return path;
    }
}
