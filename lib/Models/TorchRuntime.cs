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
    private static unsafe delegate* unmanaged[Cdecl]<int, void> _setThreadsHere;
    private static unsafe delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void> _parallel;

    [ThreadStatic]
    private static bool _initialized;

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

    /// <summary>From now on torch's products that this thread begins take so many threads. Only the number for all threads, of <see cref="Load"/>, is the same everywhere.</summary>
    internal static unsafe void UseThreads(int count)
    {
        // Torch sets a thread's number when the thread first asks it for anything: before ours, not after.
        if (!_initialized) _ = torch.get_num_threads();
        _initialized = true;
        _setThreadsHere(count);
    }

    /// <summary>Calls the work on so many of OpenMP's threads, of which this is the first; on this one alone where a team is at work already.</summary>
    internal static unsafe void RunOnTeam(delegate* unmanaged[Cdecl]<void*, void> work, void* data, int threads)
    {
        if (_parallel is null) Load();
        _parallel(work, data, (uint)threads, 0);
    }

    private static unsafe void LoadLibraries()
    {
        // Threads that wait for work stay awake for about a tenth of a millisecond, longer than most gaps within a step, and then leave the core to others. libgomp reads this when it is loaded.
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
        _ = SetEnvironment("GOMP_SPINCOUNT", "10000", 0);
        var folder = Environment.GetEnvironmentVariable("ONEBOX_TORCH_NATIVES") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "natives", "torch");
        foreach (var library in Libraries)
        {
            try
            {
                var handle = NativeLibrary.Load(Path.Combine(folder, library));
                if (!library.StartsWith("libgomp", StringComparison.Ordinal)) continue;
                // OpenMP keeps the number of threads for each thread by itself (OpenMP 5.2, section 18.2.1).
                _setThreadsHere = (delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(handle, "omp_set_num_threads");
                // What compilers turn a parallel region into (libgomp's manual, "Implementing PARALLEL construct").
                _parallel = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>)NativeLibrary.GetExport(handle, "GOMP_parallel");
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
