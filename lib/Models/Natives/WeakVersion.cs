// This one file is compiled twice: into the library, where tests reach it, and by MSBuild as the task that Natives.targets runs, which is C# 7.3 without implicit usings.
#pragma warning disable IDE0005, IDE0161
using System;
using System.IO;
using System.Text;

namespace Onebox.Models
{
    /// <summary>
    /// Marks a required symbol version of an ELF library as weak. A loader refuses a library that asks for a version its system
    /// does not have, unless the entry in <c>.gnu.version_r</c> bears <c>VER_FLG_WEAK</c> (LSB Core, "Symbol Versioning"): then it only
    /// matters to symbols that are bound to that version. <c>libLibTorchSharp.so</c> asks for <c>GLIBCXX_3.4.32</c> because of
    /// <c>_ZSt21ios_base_library_initv</c> alone, which nothing in it refers to.
    /// </summary>
    internal static class WeakVersion
    {
        private const int VersionNeedSection = 0x6ffffffe;
        private const ushort WeakFlag = 2;

        /// <summary>Sets the flag in place. Answers how many entries bear that version's name.</summary>
        /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or a damaged one.</exception>
        public static int Weaken(byte[] elf, string version)
        {
            if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
                throw new InvalidDataException("This is no 64-bit little-endian ELF file.");
            var sections = Offset(elf, 0x28);
            int size = UInt16(elf, 0x3a), count = UInt16(elf, 0x3c), marked = 0;
            for (var i = 0; i < count; i++)
            {
                var header = checked(sections + (i * size));
                if (UInt32(elf, header + 4) != VersionNeedSection) continue;
                var names = Offset(elf, checked(sections + ((int)UInt32(elf, header + 0x28) * size) + 0x18));
                marked += MarkEntries(elf, Offset(elf, header + 0x18), names, version);
            }
            return marked;
        }

        private static int MarkEntries(byte[] elf, int need, int names, string version)
        {
            var marked = 0;
            for (var left = elf.Length / 16; left > 0; left--)
            {
                int entry = checked(need + (int)UInt32(elf, need + 8)), entries = UInt16(elf, need + 2);
                for (var i = 0; i < entries; i++)
                {
                    if (Is(elf, checked(names + (int)UInt32(elf, entry + 8)), version))
                    {
                        elf[entry + 4] |= (byte)WeakFlag;
                        marked++;
                    }
                    entry = checked(entry + (int)UInt32(elf, entry + 12));
                }
                var next = (int)UInt32(elf, need + 12);
                if (next == 0) break;
                need = checked(need + next);
            }
            return marked;
        }

        private static bool Is(byte[] elf, int at, string text)
        {
            if (at < 0 || at + text.Length >= elf.Length || elf[at + text.Length] != 0) return false;
            return Encoding.ASCII.GetString(elf, at, text.Length) == text;
        }

        private static int Offset(byte[] elf, int at)
        {
            if (at < 0 || at > elf.Length - 8) throw new InvalidDataException("The ELF file ends inside a header.");
            var value = BitConverter.ToInt64(elf, at);
            return value >= 0 && value < elf.Length ? (int)value : throw new InvalidDataException("A header of the ELF file points outside it.");
        }

        private static uint UInt32(byte[] elf, int at) =>
            at >= 0 && at <= elf.Length - 4 ? BitConverter.ToUInt32(elf, at) : throw new InvalidDataException("The ELF file ends inside a table.");

        private static ushort UInt16(byte[] elf, int at) =>
            at >= 0 && at <= elf.Length - 2 ? BitConverter.ToUInt16(elf, at) : throw new InvalidDataException("The ELF file ends inside a table.");
    }

#if !ONEBOX_MODELS
    /// <summary>Copies a library, its need for a symbol version weakened where this system's libstdc++ does not have that version.</summary>
    public sealed class CopyWeakened : Microsoft.Build.Utilities.Task
    {
        [Microsoft.Build.Framework.Required]
        public string Source { get; set; }

        [Microsoft.Build.Framework.Required]
        public string Destination { get; set; }

        [Microsoft.Build.Framework.Required]
        public string Version { get; set; }

        public override bool Execute()
        {
            var bytes = File.ReadAllBytes(Source);
            if (!SystemHas(Version))
            {
                WeakVersion.Weaken(bytes, Version);
                Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "This system's libstdc++ has no " + Version + ": " + Path.GetFileName(Source) + " asks for it weakly now.");
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            var temporary = Destination + "." + Path.GetRandomFileName();
            File.WriteAllBytes(temporary, bytes);
            if (File.Exists(Destination)) File.Delete(Destination);
            File.Move(temporary, Destination);
            return true;
        }

        /// <summary>A library states the versions that it defines as plain text in its string table.</summary>
        private static bool SystemHas(string version)
        {
            foreach (var folder in new[] { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib" })
            {
                var library = Path.Combine(folder, "libstdc++.so.6");
                if (File.Exists(library)) return Encoding.GetEncoding(28591).GetString(File.ReadAllBytes(library)).Contains("\0" + version + "\0");
            }
            return false;
        }
    }
#endif
}
