using System.Reflection;

namespace Proximity.Tests.Server;

/// <summary>An option in its group and the flat property are one value.</summary>
public class OptionFormsTests
{
    public static TheoryData<string, string> Forms { get; } =
        [.. OptionForms.Of(new ProxyOptions()).Select(value => (value.Member, value.FlatName))];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Forms_HaveOneDefault(string member, string flatName)
    {
        var options = new ProxyOptions();
        Assert.Equal(Flat(flatName).GetValue(options), Grouped(options, member).Property.GetValue(Grouped(options, member).Group));
        Assert.DoesNotContain(OptionForms.Of(options), value => value.IsSet);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void GroupMember_IsReadThroughTheFlatProperty_AndTheOtherWay(string member, string flatName)
    {
        var options = new ProxyOptions();
        (object group, PropertyInfo property) = Grouped(options, member);
        object? other = Another(property.PropertyType, property.GetValue(group));
        property.SetValue(group, other);
        Assert.Equal(other, Flat(flatName).GetValue(options));

        options = new ProxyOptions();
        Flat(flatName).SetValue(options, other);
        (group, property) = Grouped(options, member);
        Assert.Equal(other, property.GetValue(group));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void BothForms_AreAProblemThatNamesBoth(string member, string flatName)
    {
        var options = new ProxyOptions();
        (object group, PropertyInfo property) = Grouped(options, member);
        object? value = Another(property.PropertyType, property.GetValue(group));
        property.SetValue(group, value);
        Flat(flatName).SetValue(options, value);
        var problems = new OptionProblems();
        OptionForms.Judge(options, problems);
        ProxyStartException thrown = Assert.Throws<ProxyStartException>(problems.ThrowIfAny);
        Assert.Equal($"This is set in both forms, {member} and {flatName}: one of them is enough (option {member}).", thrown.Message);
    }

    [Fact]
    public void EveryMemberOfAGroup_HasARowOfItsOwn()
    {
        var options = new ProxyOptions();
        object[] groups = [options.Limits, options.Timeouts, options.Access, options.Recording, options.Upstream];
        Assert.Equal(
            groups.SelectMany(group => group.GetType().GetProperties().Select(property => property.Name)).Order(),
            Forms.Select(row => row.Data.Item1.Split('.')[1]).Order());
    }

    private static PropertyInfo Flat(string name) => typeof(ProxyOptions).GetProperty(name)!;

    private static (object Group, PropertyInfo Property) Grouped(ProxyOptions options, string member)
    {
        string[] names = member.Split('.');
        object group = typeof(ProxyOptions).GetProperty(names[0])!.GetValue(options)!;
        return (group, group.GetType().GetProperty(names[1])!);
    }

    private static object? Another(Type type, object? value) => value switch
    {
        int number => number + 1,
        long number => number + 1,
        bool flag => !flag,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        HeldBodyOverflow => HeldBodyOverflow.Refuse,
        _ when type == typeof(int?) => 7,
        _ when type == typeof(TimeSpan?) => TimeSpan.FromSeconds(7),
        _ when type == typeof(string) => "user:password",
        _ when type == typeof(IReadOnlyList<string>) => new[] { "443" },
        _ => (Func<string, string, ValueTask<bool>>)((_, _) => new ValueTask<bool>(true)),
    };
}
