META
key;value
description;Made up for tests
country;United Kingdom
unit;Testby
instance;2026
num_projects;6
num_votes;60
budget;5000
vote_type;approval
rule;greedy
date_begin;01.03.2026
date_end;15.03.2026
currency;GBP
PROJECTS
project_id;cost;votes;name
1;2500;25;Play area
2;900;26;Community garden
3;1200;14;Bike stands
4;1300;11;Language café
5;1800;7;Bench by the pond
6;2100;11;Youth choir
VOTES
voter_id;vote;age
1;1,2;51
2;5,3,6;26
3;4;60
4;;69
5;2,4,3;31
6;2,6;87
7;1;42
8;2,1,4;64
9;2,1;61
10;3,2,1;55
11;1;71
12;3,2,4;27
13;1,2,3;22
14;;76
15;2,4,1;41
16;2,1;63
17;3,2;85
18;1;73
19;2;40
20;2,5,6;57
21;1;62
22;6,2,1;76
23;6,1,3;19
24;;68
25;1,4,3;47
26;;67
27;6,3;21
28;4,1,3;64
29;2;20
30;5;75
31;;24
32;;23
33;6,1;48
34;3,5;40
35;3,1,2;24
36;1,5;59
37;1,2,4;62
38;2,1,5;50
39;;58
40;2;21
41;2;49
42;1;56
43;1;51
44;1,3;54
45;5;16
46;2,4,6;24
47;6;19
48;;45
49;1;29
50;2;76
51;;75
52;2;65
53;4,6;48
54;2;71
55;3;79
56;1,4,2;32
57;6,2;79
58;;39
59;;17
60;;54
