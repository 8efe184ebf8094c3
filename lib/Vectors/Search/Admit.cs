using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Onebox.Vectors.Memory;
using Onebox.Vectors.Store;

namespace Onebox.Vectors.Search;

/// <summary>May a slot come out of this search? It must be alive in the snapshot and, where there is a filter, allowed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Admit(Snapshot snapshot, ulong[]? allowed)
{
    private readonly ulong[]? _allowed = allowed;
    private readonly Rows _births = snapshot.Columns.Births.Rows;
    private readonly Rows _deaths = snapshot.Columns.Deaths.Rows;
    private readonly long _version = snapshot.Version;
    private readonly int _slots = snapshot.Slots;
    private readonly bool _clean = snapshot.Clean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Test(int slot)
    {
        if (slot >= _slots)
            return false;
        if (_allowed is not null && ((uint)(slot >> 6) >= (uint)_allowed.Length || (_allowed[slot >> 6] & (1ul << slot)) == 0))
            return false;
        return _clean || IsAlive(slot);
    }

    private bool IsAlive(int slot)
    {
        if (Volatile.Read(ref *(long*)_births.At(slot)) > _version)
            return false;
        var death = Volatile.Read(ref *(long*)_deaths.At(slot));
        return death == 0 || death > _version;
    }
}
