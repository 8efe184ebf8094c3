using System.Reflection;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

public enum LlamaLogLevel { Debug, Information, Warning, Error }

/// <summary>A device that the natives can compute on.</summary>
/// <param name="Name">Name as llama.cpp knows it, such as <c>CPU</c> or <c>CUDA0</c>.</param>
/// <param name="IsGpu">True for discrete and integrated GPUs.</param>
/// <param name="FreeBytes">Free memory as the backend reports it.</param>
public sealed record LlamaDevice(string Name, string Description, bool IsGpu, long FreeBytes, long TotalBytes);

/// <summary>The llama.cpp natives, loaded once per process.</summary>
public static unsafe class LlamaRuntime
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Libraries = [];
    private static string? _directory;

    /// <summary>Folder from which the natives were loaded; null before <see cref="Load"/>.</summary>
    public static string? Directory => _directory;

    /// <summary>Version that the natives report.</summary>
    public static string Version => Utf8Text.Read(LlamaApi.llama_version());

    /// <summary>Where the natives lie unless told otherwise: <c>ONEBOX_LLAMA_NATIVES</c>, else <c>natives/llama</c> beside the program.</summary>
    public static string DefaultDirectory =>
        Environment.GetEnvironmentVariable("ONEBOX_LLAMA_NATIVES") is { Length: > 0 } chosen ? chosen : Path.Combine(AppContext.BaseDirectory, "natives", "llama");

    /// <summary>Loads the natives and verifies their layouts. Later calls only replace the log delegate.</summary>
    /// <param name="directory">Folder with the <c>.so</c> files; null for <see cref="DefaultDirectory"/>.</param>
    /// <param name="log">Receives the natives' log lines, on whichever thread they arise; it must be quick and thread-safe.</param>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.NativesMissing"/> or <see cref="LlamaErrorCode.LayoutMismatch"/>.</exception>
    public static void Load(string? directory = null, Action<LlamaLogLevel, string>? log = null)
    {
        lock (Gate)
        {
            if (log is not null) NativeLog.Sink = log;
            if (_directory is not null) return;
            directory ??= DefaultDirectory;
            Open(directory, LlamaApi.GgmlBase, "libggml-base.so", "libggml-base.*so");
            Open(directory, LlamaApi.Ggml, "libggml.so", "libggml.*so");
            Open(directory, LlamaApi.Llama, "libllama.so", "libllama.*so");
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
            LayoutCheck.Run(Libraries[LlamaApi.Llama]);
            NativeLog.Attach();
            using (var path = new Utf8Text(directory)) LlamaApi.ggml_backend_load_all_from_path(path.Pointer);
            LlamaApi.llama_backend_init();
            _directory = directory;
        }
    }

    /// <summary>The devices that the loaded backends offer.</summary>
    public static IReadOnlyList<LlamaDevice> Devices()
    {
        Load();
        var devices = new List<LlamaDevice>();
        for (nuint i = 0; i < LlamaApi.ggml_backend_dev_count(); i++)
        {
            var device = LlamaApi.ggml_backend_dev_get(i);
            nuint free = 0, total = 0;
            LlamaApi.ggml_backend_dev_memory(device, &free, &total);
            // ggml_backend_dev_type: 0 CPU, 1 GPU, 2 integrated GPU, 3 accelerator used beside the CPU.
            devices.Add(new LlamaDevice(Utf8Text.Read(LlamaApi.ggml_backend_dev_name(device)), Utf8Text.Read(LlamaApi.ggml_backend_dev_description(device)),
                LlamaApi.ggml_backend_dev_type(device) is 1 or 2, (long)free, (long)total));
        }
        return devices;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => Libraries.GetValueOrDefault(name);

    private static void Open(string directory, string name, string plain, string versioned)
    {
        var file = Path.Combine(directory, plain);
        if (!File.Exists(file) && System.IO.Directory.Exists(directory))
            file = System.IO.Directory.EnumerateFiles(directory, versioned).Order(StringComparer.Ordinal).LastOrDefault() ?? file;
        try
        {
            Libraries[name] = NativeLibrary.Load(file);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new LlamaException(LlamaErrorCode.NativesMissing,
                $"The llama.cpp natives could not be loaded from {directory} ({Path.GetFileName(file)}). Build once with npm available, or set ONEBOX_LLAMA_NATIVES to their folder.",
                inner: error);
        }
    }
}
