META
key;value
description;Made up for tests
country;United Kingdom
unit;Testby
instance;2026
num_projects;6
num_votes;45
budget;5500
vote_type;approval
rule;greedy
date_begin;01.03.2026
date_end;15.03.2026
currency;GBP
PROJECTS
project_id;cost;votes;name
1;2250;27;Play area
2;2510;11;Community garden
3;2840;14;Bike stands
4;1830;10;Language café
5;2980;10;Bench by the pond
6;1170;15;Youth choir
VOTES
voter_id;vote;age
1;3,6;20
2;1;60
3;1,4,6;90
4;6,1,2;57
5;1,6,3;82
6;6,5,3;35
7;5,4;73
8;2;86
9;1,5,2;57
10;1,6,2;37
11;4;75
12;1;72
13;3,1,5;48
14;1,6;90
15;5,1,6;45
16;1,5;32
17;1,4,3;58
18;1,4;75
19;1;46
20;2,1;80
21;6,1;40
22;6,4;50
23;3,5,1;54
24;1,3;35
25;2;35
26;1,3,4;47
27;3;57
28;1,4;82
29;1;60
30;1,4;36
31;6;46
32;2,5,1;57
33;1;40
34;6;49
35;3;29
36;6;37
37;2;29
38;3,1,2;41
39;2;65
40;5,4;35
41;5,1;34
42;2;54
43;6,3;54
44;6,3;71
45;1,3;51
