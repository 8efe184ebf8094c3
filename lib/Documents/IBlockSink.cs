namespace Onebox.Documents;

/// <summary>Takes blocks while the file is still being read, so that a table larger than memory can pass. Called on one thread at a time, in reading order.</summary>
public interface IBlockSink
{
    void Accept(Block block);
}
