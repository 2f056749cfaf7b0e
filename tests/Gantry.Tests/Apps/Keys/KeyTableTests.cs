using Gantry.Apps.Keys;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps.Keys;

public sealed class KeyTableTests
{
    public static TheoryData<string, string> SpecificationKeys
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/AppsKeys/compose-keys.txt")).Where(l => !l.StartsWith('#')))
                data.Add(line[..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            return data;
        }
    }

    [Theory, MemberData(nameof(SpecificationKeys))]
    public void Every_key_of_the_specification_is_in_the_table(string section, string keys)
    {
        var table = KeyTable.Sections.Single(s => s.Path == section);
        Assert.Empty(keys.Split(' ').Except(table.Keys.Select(k => k.Name)));
    }

    [Fact]
    public void Every_key_that_is_not_honoured_has_a_reason_and_a_remedy() => Assert.All(
        KeyTable.Sections.SelectMany(s => s.Keys).Where(k => k.Standing != Standing.Honoured),
        k => Assert.True(k.Says.Length > 0 && k.Remedy.EndsWith('.'), k.Name));

    [Fact]
    public void Reasons_are_clauses_that_follow_because() => Assert.All(
        KeyTable.Sections.SelectMany(s => s.Keys).Where(k => k.Standing is Standing.Refused or Standing.Noted or Standing.Unsafe),
        k => Assert.True(!k.Says.EndsWith('.') && (char.IsLower(k.Says[0]) || k.Says.StartsWith("Gantry", StringComparison.Ordinal)), k.Name));

    [Theory]
    [InlineData("docs/compose.md")]
    [InlineData("docs/lint.md")]
    public void The_documentation_is_what_the_tables_say(string file) =>
        Golden.Check(Path.Combine(SourceTree.Root, file), file == "docs/lint.md" ? KeyDocument.Lint() : KeyDocument.Compose());
}
