namespace McpActors.Processes.Tests.Lineage;

public sealed class ProcessLineageTests
{
    private static readonly Gen<ProcessLineage> Lineages =
        from tag in Gen.Choose(0, (1 << HostTag.Bits) - 1)
        from server in Gen.Elements("files", "a/b", "/", "ein Häuschen", "x=y", "0/1", "🦊")
        from lease in Gen.OneOf(Gen.Choose(0, int.MaxValue).Select(lease => (long)lease), Gen.Constant(long.MaxValue))
        select new ProcessLineage(new HostTag((uint)tag), server, lease);

    [Fact]
    public void A_lineage_comes_back_from_its_text_whatever_the_server_is_called() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Lineages.ToArbitrary(), lineage => ProcessLineage.Parse(lineage.ToString()) == lineage));

    [Fact]
    public void A_text_that_was_cut_is_never_another_lineage() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Lineages.Zip(Gen.Choose(1, 12)).ToArbitrary(), cut =>
        {
            // A cut end can shorten the lease's number, but never change the host.
            var text = cut.Item1.ToString();
            return ProcessLineage.Parse(text[..Math.Max(0, text.Length - cut.Item2)]) is not { } other || other.Host == cut.Item1.Host;
        }));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("12345678")]
    [InlineData("12345678/files")]
    [InlineData("12345678/files/")]
    [InlineData("12345678//1")]
    [InlineData("12345678/1")]
    [InlineData("1234567/files/1")]
    [InlineData("ffffffff/files/1")]
    [InlineData("12345678/files/-1")]
    [InlineData("12345678/files/ 1")]
    [InlineData("12345678/files/1 ")]
    [InlineData("12345678/files/0x1")]
    [InlineData("12345678/files/9223372036854775808")]
    [InlineData("zzzzzzzz/files/1")]
    public void Any_other_text_is_no_lineage(string text) => Assert.Null(ProcessLineage.Parse(text));

    [Theory]
    [InlineData("MCP_ACTORS_LINEAGE=0000002a/files/7\0", true)]
    [InlineData("MCP_ACTORS_LINEAGE=0000002a/files/7", true)] // a block that was read in part
    [InlineData("A=1\0\0B\0=\0MCP_ACTORS_LINEAGE=0000002a/files/7\0Z=2\0", true)]
    [InlineData("", false)]
    [InlineData("\0\0\0\0", false)]
    [InlineData("XMCP_ACTORS_LINEAGE=0000002a/files/7\0", false)]
    [InlineData("A=MCP_ACTORS_LINEAGE=0000002a/files/7\0", false)]
    [InlineData("MCP_ACTORS_LINEAGE\0=0000002a/files/7\0", false)]
    [InlineData("MCP_ACTORS_LINEAGE=0000002a/fi\0les/7\0", false)]
    [InlineData("mcp_actors_lineage=0000002a/files/7\0", false)]
    // getenv(3) returns the first match, and so does the parser.
    [InlineData("MCP_ACTORS_LINEAGE=nonsense\0MCP_ACTORS_LINEAGE=0000002a/files/7\0", false)]
    public void An_environment_block_is_read_as_getenv_does(string block, bool found) => Assert.Equal(
        found ? new ProcessLineage(new HostTag(42), "files", 7) : null, ProcessLineage.FromEnvironment(Encoding.UTF8.GetBytes(block)));

    [Fact]
    public void Bytes_that_are_no_text_are_no_lineage() =>
        Assert.Null(ProcessLineage.FromEnvironment([.. "MCP_ACTORS_LINEAGE="u8, 0xff, 0xfe, (byte)'/', 0xc0, (byte)'/', (byte)'1', 0]));

    [Fact]
    public void The_mark_and_the_text_say_the_same() =>
        Assert.Equal(LineageMark.Of(new HostTag(42), 7), ProcessLineage.Parse("0000002a/files/7")!.Mark);
}
