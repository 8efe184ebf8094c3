using System.Runtime.InteropServices;
using TorchSharp;

namespace Onebox.Models;

/// <summary>
/// Loads libtorch, once per process. The libraries lie in <c>natives/torch</c> beside the program, or where the environment variable
/// <c>ONEBOX_TORCH_NATIVES</c> says. Only worker processes may load them: a fault in native code ends its process.
/// </summary>
public static partial class TorchRuntime
{
    // In the order of their needs. TorchSharp asks the loader by plain names, which then finds these already there.
    private static readonly string[] Libraries = ["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"];
    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <summary>Threads of libtorch and of the kernels here.</summary>
    public static int Threads { get; private set; } = 1;

    /// <summary>Loads the libraries if they are not loaded, and sets the threads.</summary>
    /// <param name="threads">From 1; null leaves them as they are, which is one at first.</param>
    /// <exception cref="ModelException">A library is missing or cannot be loaded.</exception>
    public static void Load(int? threads = null)
    {
        lock (Gate)
        {
            if (!_loaded)
            {
                LoadLibraries();
                _loaded = true;
                torch.set_num_threads(Threads);
            }
            if (threads is { } count && count != Threads)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
                torch.set_num_threads(count);
                Threads = count;
            }
        }
    }

    private static void LoadLibraries()
    {
        // OpenMP's threads spin after their work and take the core from ours, which come next. libgomp reads this when it is loaded.
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
        var folder = Environment.GetEnvironmentVariable("ONEBOX_TORCH_NATIVES") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "natives", "torch");
        foreach (var library in Libraries)
        {
            try
            {
                NativeLibrary.Load(Path.Combine(folder, library));
            }
            catch (DllNotFoundException e)
            {
                throw new ModelException($"The training library {library} could not be loaded from {folder}: {e.Message} Build the host again, or name the folder of the libraries in ONEBOX_TORCH_NATIVES.", e);
            }
        }
    }

    // Environment.SetEnvironmentVariable changes .NET's copy only, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
