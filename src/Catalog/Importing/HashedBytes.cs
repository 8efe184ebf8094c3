using Onebox.Weights;

namespace Onebox.Catalog.Importing;

/// <summary>Passes on how many bytes have been hashed, on the hashing thread and in order.</summary>
internal sealed class HashedBytes(Action<long> tell) : IProgress<HashProgress>
{
    public void Report(HashProgress value) => tell(value.Bytes);
}
