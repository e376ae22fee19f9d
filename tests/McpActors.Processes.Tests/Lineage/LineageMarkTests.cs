namespace McpActors.Processes.Tests.Lineage;

public sealed class LineageMarkTests
{
    private const ulong First = 1UL << 62, Infinity = ulong.MaxValue;

    private static readonly Gen<HostTag> Tags =
        Gen.OneOf(Gen.Choose(0, (1 << HostTag.Bits) - 1), Gen.Elements(0, 1, (1 << HostTag.Bits) - 1)).Select(value => new HostTag((uint)value));

    private static readonly Gen<long> Leases =
        Gen.OneOf(Gen.Choose(0, int.MaxValue).Select(lease => (long)lease), Gen.Elements(0L, 1, uint.MaxValue, (long)uint.MaxValue + 1, long.MaxValue));

    [Fact]
    public void A_mark_is_a_limit_that_nobody_else_sets_and_comes_back_from_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Tags.Zip(Leases).ToArbitrary(), lineage =>
        {
            var mark = LineageMark.Of(lineage.Item1, lineage.Item2);
            return mark.Limit is >= First and < 1UL << 63
                && LineageMark.From(mark.Limit) == mark
                && (mark.Host, (ulong)mark.Lease) == (lineage.Item1, (ulong)lineage.Item2 & uint.MaxValue);
        }));

    [Fact]
    public void Two_lineages_never_have_the_same_limit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Tags.Zip(Leases).Two().ToArbitrary(), two =>
        {
            var (one, other) = (LineageMark.Of(two.Item1.Item1, two.Item1.Item2), LineageMark.Of(two.Item2.Item1, two.Item2.Item2));
            return one == other == (one.Limit == other.Limit);
        }));

    [Theory]
    [InlineData(0UL)]
    [InlineData(4096UL)]
    [InlineData(First - 1)]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) + 1)]
    [InlineData(Infinity)]
    [InlineData(Infinity - 1)]
    public void What_anybody_else_sets_is_no_mark(ulong limit) => Assert.Null(LineageMark.From(limit));

    [Theory]
    [InlineData(1u << HostTag.Bits)]
    [InlineData(uint.MaxValue)]
    public void A_tag_that_is_too_long_is_refused(uint value) => Assert.Throws<ArgumentOutOfRangeException>(() => new HostTag(value));

    [Fact]
    public void A_tag_comes_back_from_its_text() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Tags.ToArbitrary(), tag => HostTag.TryParse(tag.ToString(), out var again) && again == tag && tag.ToString().Length == 8));

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("123456789")]
    [InlineData("40000000")]
    [InlineData("ffffffff")]
    [InlineData("0000000g")]
    [InlineData(" 1234567")]
    [InlineData("0x123456")]
    [InlineData("-1234567")]
    public void Any_other_text_is_no_tag(string text) => Assert.False(HostTag.TryParse(text, out _));
}
