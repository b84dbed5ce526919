META
key;value
description;Made up for tests
country;United Kingdom
unit;Testby
instance;2026
num_projects;7
num_votes;50
budget;4000.75
vote_type;approval
rule;greedy
date_begin;01.03.2026
date_end;15.03.2026
currency;GBP
PROJECTS
project_id;cost;votes;name
1;1200.50;26;Play area
2;999.99;16;Community garden
3;310.25;14;Bike stands
4;2750;16;Language café
5;480.10;10;Bench by the pond
6;60.05;7;Youth choir
7;1500.00;5;Repair shop
VOTES
voter_id;vote;age
1;5,4,2;41
2;3,5;76
3;1,5,3;39
4;1,2;88
5;7;43
6;4,1;21
7;3,4;67
8;1,3;82
9;1,3,5;36
10;5;65
11;2,3;61
12;1,2;31
13;1;35
14;2;47
15;1,3,4;40
16;4;21
17;1;87
18;6,1;20
19;6,1;57
20;1,4;31
21;1,3,4;65
22;7,1,3;74
23;2,1,7;86
24;4;55
25;6,5,2;69
26;1,2;55
27;1;90
28;3,1;47
29;5;70
30;3,4,1;65
31;2;63
32;2,7;73
33;5,6;80
34;2,6;72
35;4,2;38
36;1,6;18
37;1,3;16
38;3,1;78
39;1;75
40;4;46
41;1,4;73
42;5,1;74
43;2,3;38
44;1;76
45;5,2;67
46;7;29
47;2,4;24
48;2,6,4;32
49;4;61
50;4;71
