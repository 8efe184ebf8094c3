using Onebox.Kernel.Files;

namespace Onebox.Training.Running;

/// <summary>Where a run keeps its bytes: <c>training/run_…/</c> in the data folder. See docs/formats/training-run.md.</summary>
internal sealed class RunFolders(DataFolder data)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public RunFolder Of(string runId) => new(Path.Combine(data.Folder("training"), runId));

    public RunFolder Make(string runId)
    {
        var folder = Of(runId);
        Directory.CreateDirectory(folder.Path, OwnerOnly);
        return folder;
    }

    public void Remove(string runId)
    {
        var path = Of(runId).Path;
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}

/// <summary>The folder of one run. Worker and host know it.</summary>
internal sealed record RunFolder(string Path)
{
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>What the run has made: there whole or not at all.</summary>
    public string Result => System.IO.Path.Combine(Path, "result");

    /// <summary>Where the result is put together.</summary>
    public string Making => System.IO.Path.Combine(Path, "result.part");

    /// <summary>The merged model, until the catalog takes it.</summary>
    public string Model => System.IO.Path.Combine(Result, "model");

    /// <summary>The adapter as PEFT: config and safetensors; only where the method makes one.</summary>
    public string Adapter => System.IO.Path.Combine(Result, "adapter");

    /// <summary>The adapter for llama.cpp.</summary>
    public string GgufAdapter => System.IO.Path.Combine(Result, "adapter.gguf");
}
