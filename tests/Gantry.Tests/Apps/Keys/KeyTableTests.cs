using Gantry.Apps.Keys;
using Gantry.Apps.Keys.Shapes;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps.Keys;

public sealed class KeyTableTests
{
    public static TheoryData<string, string> SpecificationKeys => Read("compose-keys.txt");

    public static TheoryData<string, string> KeysBelowOthers => Read("keys-below-others.txt");

    [Theory, MemberData(nameof(SpecificationKeys))]
    public void Every_key_of_the_specification_is_in_the_table(string section, string keys) =>
        Assert.Empty(keys.Split(' ').Except(KeyTable.Sections.Single(s => s.Path == section).Keys.Select(k => k.Name)));

    [Theory, MemberData(nameof(KeysBelowOthers))]
    public void Keys_without_a_section_stand_below_one_that_is_refused_or_noted_as_a_whole(string section, string keys)
    {
        Assert.NotEmpty(keys);
        Assert.DoesNotContain(KeyTable.Sections, s => s.Path == section);
        var path = section.EndsWith(".<name>", StringComparison.Ordinal) ? "(top level)." + section[..^7] : section;
        var dot = path.LastIndexOf('.');
        var above = KeyTable.Sections.Single(s => s.Path == path[..dot]).Keys.Single(k => k.Name == path[(dot + 1)..]);
        Assert.True(above.Standing is Standing.Noted or Standing.Refused, section);
    }

    private static TheoryData<string, string> Read(string file)
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/AppsKeys", file)).Where(l => !l.StartsWith('#')))
            data.Add(line[..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        return data;
    }

    /// <summary>Without a shape a key would be merged and printed as if nothing were known of it.</summary>
    [Theory, MemberData(nameof(SpecificationKeys))]
    public void Every_key_of_the_specification_has_a_shape(string section, string keys)
    {
        if (section.Contains(".volumes[]", StringComparison.Ordinal)) return;
        Shape shape = ProjectShapes.Project;
        foreach (var part in section == "(top level)" ? [] : section.Split('.'))
        {
            var name = part.Replace("[]", "", StringComparison.Ordinal);
            shape = shape switch
            {
                MapShape map => map.Of(name.StartsWith('<') ? "any" : name),
                _ => shape,
            };
            if (shape is ListShape list) shape = list.Item;
        }

        Assert.Empty(keys.Split(' ').Except(Assert.IsType<MapShape>(shape).Keys.Keys));
    }

    [Fact]
    public void Every_key_that_is_not_honoured_has_a_reason_and_a_remedy() => Assert.All(
        KeyTable.Sections.SelectMany(s => s.Keys).Where(k => k.Standing != Standing.Honoured),
        k => Assert.True(k.Says.Length > 0 && k.Remedy.EndsWith('.'), k.Name));

    [Fact]
    public void Reasons_are_clauses_that_follow_because() => Assert.All(
        KeyTable.Sections.SelectMany(s => s.Keys).Where(k => k.Standing is Standing.Refused or Standing.Noted or Standing.Unsafe),
        k => Assert.True(!k.Says.EndsWith('.') && (char.IsLower(k.Says[0]) || k.Says.StartsWith("Gantry", StringComparison.Ordinal)), k.Name));

    [Fact]
    public void The_documentation_is_what_the_table_says() => Golden.Check(Path.Combine(SourceTree.Root, "docs/compose.md"), KeyDocument.Compose());
}
