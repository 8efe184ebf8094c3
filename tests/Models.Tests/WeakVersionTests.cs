using System.Buffers.Binary;
using System.Text;
using CsCheck;

namespace Onebox.Models.Tests;

public sealed class WeakVersionTests
{
    [Fact]
    public void Weaken_TheVersion_MarksItAndNothingElse()
    {
        var elf = Library("GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "GLIBCXX_3.4.3");
        var before = elf.ToArray();
        Assert.Equal(1, WeakVersion.Weaken(elf, "GLIBCXX_3.4.32"));
        var changed = Enumerable.Range(0, elf.Length).Where(i => elf[i] != before[i]).ToList();
        Assert.Equal([FlagsOf(1)], changed);
        Assert.Equal(2, elf[FlagsOf(1)]);
    }

    [Fact]
    public void Weaken_AVersionThatIsNotAskedFor_ChangesNothing()
    {
        var elf = Library("GLIBCXX_3.4.30");
        var before = elf.ToArray();
        Assert.Equal(0, WeakVersion.Weaken(elf, "GLIBCXX_3.4.32"));
        Assert.Equal(before, elf);
    }

    [Fact]
    public void TheBridge_AsBuilt_IsLoadedAndComputes()
    {
        var bridge = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "natives", "torch", "libLibTorchSharp.so"));
        Assert.Equal(1, WeakVersion.Weaken(bridge, "GLIBCXX_3.4.32"));
        using var two = TorchSharp.torch.ones(2).sum();
        Assert.Equal(2, two.item<float>());
    }

    [Fact]
    public void Weaken_DamagedBytes_EitherWorksOrSaysSo() =>
        Gen.Select(Gen.Int[0, 399], Gen.Byte, Gen.Int[0, 400]).Sample((at, value, length) =>
        {
            var elf = Library("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
            elf[at % elf.Length] = value;
            try
            {
                WeakVersion.Weaken(elf[..Math.Min(length, elf.Length)], "GLIBCXX_3.4.32");
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException)
            {
                // Refused, as it should be.
            }
        }, iter: 20_000);

    private static int FlagsOf(int entry) => 64 + 16 + (entry * 16) + 4;

    /// <summary>The smallest library that asks for versions: header, one need with its entries, names, and two section headers.</summary>
    private static byte[] Library(params string[] versions)
    {
        var names = Encoding.ASCII.GetBytes("\0libstdc++.so.6\0" + string.Join('\0', versions) + "\0");
        int needs = 64, strings = needs + 16 + (16 * versions.Length), sections = strings + names.Length;
        var elf = new byte[sections + 128];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(elf, 0);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(0x28), sections);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3a), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3c), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(needs + 2), (ushort)versions.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(needs + 8), 16);
        var name = 16;
        for (var i = 0; i < versions.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(needs + 16 + (16 * i) + 8), (uint)name);
            BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(needs + 16 + (16 * i) + 12), i + 1 < versions.Length ? 16u : 0);
            name += versions[i].Length + 1;
        }
        names.CopyTo(elf, strings);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(sections + 4), 0x6ffffffe);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(sections + 0x18), needs);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(sections + 0x28), 1);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(sections + 64 + 0x18), strings);
        return elf;
    }
}
