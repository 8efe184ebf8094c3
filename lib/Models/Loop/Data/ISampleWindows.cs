using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>Where the next window of samples begins.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Start">How many samples of this epoch's order are done; in a stream, its position.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WindowStart(long Epoch, long Start);

/// <summary>Samples in the order of training, a window at a time: what packing looks at together.</summary>
internal interface ISampleWindows
{
    /// <summary>Reads the window at <paramref name="at"/> into <paramref name="pieces"/> and says where the next begins. The same start gives the same pieces.</summary>
    WindowStart Read(WindowStart at, List<Piece> pieces);

    TrainingSample Sample(Piece piece);
}
